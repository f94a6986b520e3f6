"""A community with two stewards and two coordinators, in which something is decided about somebody."""

from typing import Any

from tests.support.people import Person
from tests.support.world import World


class JudgedCommunity:
    """Sam and Sara are stewards, Cora and Carl coordinate; Ana asks, Ben helps; nobody gave a word for anybody."""

    def __init__(self, world: World) -> None:
        self.world = world
        names = ("Sam", "Sara", "Cora", "Carl", "Ana", "Ben")
        self.sam, self.sara, self.cora, self.carl, self.ana, self.ben = map(world.person, names)
        members = (self.sara, self.cora, self.carl, self.ana, self.ben)
        self.id: str = world.community(self.sam, *members)["id"]
        self.path = f"/v1/communities/{self.id}"
        for who in (self.cora, self.carl):
            world.appoint(who, self.id, "coordinator")
        world.appoint(self.sara, self.id, "steward")

    def decision(self, type: str, id: str, outcome: str, reason: str = "because") -> dict[str, Any]:
        """The body of a decision."""
        return {"about": {"type": type, "id": id}, "outcome": outcome, "reason": reason}

    def decides(self, who: Person, type: str, id: str, outcome: str, reason: str = "because") -> Any:
        """What a decision is answered with."""
        return who.call("POST", f"{self.path}/decisions", self.decision(type, id, outcome, reason))

    def decided(self, who: Person, type: str, id: str, outcome: str, reason: str = "because") -> str:
        """The id of a decision that is let through."""
        answer = self.decides(who, type, id, outcome, reason)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["decision_id"])

    def suspends(self, who: Person, whom: Person, reason: str = "she shouted") -> str:
        """Somebody suspends somebody; the id of the decision."""
        who.patch(f"{self.path}/members/{whom.id}", {"state": "suspended", "reason": reason})
        return str(whom.get("/v1/decisions")["items"][0]["id"])

    def appeals(self, who: Person, decision: str, text: str = "it was not so") -> str:
        """Somebody appeals; the id of the appeal."""
        answer = who.post(f"/v1/decisions/{decision}/appeal", {"text": text})
        return str(answer["appeal"]["id"])

    def waits_for(self, *people: Person) -> list[str]:
        """Those of these in whose queue an appeal stands."""
        return [one.name for one in people if "appeal" in self.queue(one)]

    def queue(self, who: Person) -> list[str]:
        return [entry["why"] for entry in who.get(f"{self.path}/queue")["items"]]

    def removed(self, by: Person) -> tuple[str, str]:
        """A need of Ana's that is taken down, for long enough that those are told who are to be: its id, and the
        decision's.
        """
        need = self.ana.need(community_id=self.id)["id"]
        decision = self.decided(by, "need", need, "removed", "this is an advertisement")
        self.world.advance(seconds=10)
        return need, decision

    def disputed(self, helper: Person | None = None) -> tuple[str, str]:
        """Help that Ana and Ben see differently: the need's id, and the match's."""
        helper = helper or self.ben
        need = self.ana.need(community_id=self.id)["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        self.ana.post(f"/v1/matches/{match}/confirm")
        helper.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        answer = self.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped"})
        assert answer["status"] == "disputed"
        return need, match
