"""A community of five in which one of two, whom people vouched for, is not what he seems."""

from typing import Any

from tests.support.people import Person
from tests.support.world import World

FIRST = {"decide": "first_who_fits"}


class ConcernedCommunity:
    """Ana asks in a community that Sam answers for and Cora coordinates; Ben is a helper whom people vouched for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.cora = world.person("Sam"), world.person("Cora")
        self.ana, self.ben = world.person("Ana", phone="+15175550101"), world.person("Ben")
        self.id: str = world.community(self.sam, self.cora, self.ana, self.ben)["id"]
        world.appoint(self.cora, self.id, "coordinator")
        world.vouch_for(self.ben, self.id)
        world.advance(days=2)

    def agreed(self, **fields: Any) -> tuple[str, str]:
        """A need of Ana's under `first_who_fits` which Ben answered: its id, and the confirmed match's."""
        need = self.ana.need(criteria=FIRST, share=["phone", "place"], **fields)["id"]
        match = self.ben.post(f"/v1/needs/{need}/responses")
        assert match["status"] == "confirmed"
        assert self.ben.get(f"/v1/matches/{match['id']}/contact")["place"]
        return need, match["id"]

    def concern(self, match: str, who: Person | None = None) -> None:
        body = {"outcome": "not_helped", "concern": True, "note": "he shouted at me"}
        answer = (who or self.ana).post(f"/v1/matches/{match}/report", body)
        assert answer["status"] == "cancelled"

    def decide(self, who: Person, match: str, outcome: str) -> Any:
        body = {"about": {"type": "match", "id": match}, "outcome": outcome, "reason": "I spoke with both"}
        return who.call("POST", f"/v1/communities/{self.id}/decisions", body)

    def queue(self, who: Person) -> list[str]:
        return [entry["why"] for entry in who.get(f"/v1/communities/{self.id}/queue")["items"]]
