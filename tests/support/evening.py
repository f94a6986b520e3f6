"""An evening at the desk: a circle in which sixty things need a human, of every kind, and how each is decided by the
one act that it names.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from core.models import Need
from core.models import Person as PersonRow
from tests.support.people import Person
from tests.support.without_app import entered, said
from tests.support.world import World

SHARED = "+15175550190"
"""The number that is Rita's, who speaks for Mercy, and a helper's as well."""

Entry = Mapping[str, Any]  # an entry of the queue, as it comes over the wire


class Counted(Person):
    """Somebody at the desk, whose requests are counted by the entry that they are for."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.http, person.name, person.id, person.access_token, person.refresh_token)
        self.steps_up = person.steps_up
        self.requests: Counter[str] = Counter()
        self.at = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        self.requests[self.at] += 1
        return super().call(method, path, body, **headers)

    def change(self, path: str, body: Any) -> Any:
        """A PATCH that wants no `If-Match`."""
        return self._good(self.call("PATCH", path, body))


class Evening:
    """A circle with a steward and two coordinators who get letters, and whoever asks and helps there."""

    def __init__(self, world: World, *, recognised: bool = True) -> None:
        self.world = world
        self.sue = world.person("Sue")
        self.cora = Counted(world.person("Cora", proved="cora@example.org"))
        self.carl = Counted(world.person("Carl", proved="carl@example.org"))
        circle = world.community(self.sue, self.cora, self.carl, recognised=recognised)
        self.id: str = circle["id"]
        self.path = f"/v1/communities/{self.id}"
        for one in (self.cora, self.carl):
            world.appoint(one, self.id, "coordinator")
        self.people = 0
        self.authors: dict[str, Person] = {}
        """By need, who asked for it."""

    def member(self, name: str, **fields: Any) -> Person:
        """Somebody who joins."""
        self.people += 1
        person = self.world.person(f"{name} {self.people}", **fields)
        person.post(f"{self.path}/join")
        return person

    def need(self, author: Person | None = None, **fields: Any) -> str:
        author = author or self.member("Ana", phone=f"+1517555{1000 + self.people}")
        need = str(author.need(community_id=self.id, **fields)["id"])
        self.authors[need] = author
        return need

    def helper(self, *categories: str) -> Person:
        helper = self.member("Ben")
        helper.offer(community_id=self.id, categories=list(categories))
        return helper

    def answered(self, need: str, helper: Person) -> str:
        return str(helper.post(f"/v1/needs/{need}/responses")["id"])

    def agreed(self, helper: Person, **fields: Any) -> tuple[str, str]:
        """A need that a helper said yes to, and its author too; the match."""
        need = self.need(**fields)
        match = self.answered(need, helper)
        self.authors[need].post(f"/v1/matches/{match}/confirm")
        return need, match

    def queue(self, who: Person, **filters: str) -> list[Entry]:
        """The whole queue, page after page."""
        query = "&".join(f"{name}={value}" for name, value in {"limit": "50", **filters}.items())
        page = who.get(f"{self.path}/queue?{query}")
        found: list[Entry] = list(page["items"])
        while page["next"]:
            page = who.get(f"{self.path}/queue?{query}&cursor={page['next']}")
            found += page["items"]
        return found

    def letters(self, who: Person) -> list[Any]:
        """All letters that one of the two at the desk got."""
        return self.world.outbox(f"{who.name.lower()}@example.org")

    # What needs a human

    def unreported(self, many: int) -> None:
        helper = self.member("Ben")
        for _ in range(many):
            self.agreed(helper)

    def yes_waits(self, many: int) -> None:
        for _ in range(many):
            self.answered(self.need(), self.member("Ben"))

    def another_hand(self) -> None:
        rita = self.member("Rita", phone=SHARED)
        mercy = entered(self.world, rita, "Mercy")
        self.answered(self.need(rita, on_behalf_of=mercy["id"]), self.member("Ben", phone=SHARED))

    def went_badly(self, many: int, **fields: Any) -> None:
        """Matches that went badly: disputed, or with a concern (`concern`)."""
        for _ in range(many):
            helper = self.member("Ben")
            need, match = self.agreed(helper)
            helper.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
            self.authors[need].post(
                f"/v1/matches/{match}/report", {"outcome": "not_helped", "note": "nobody came"} | fields
            )

    def reported(self, many: int) -> None:
        for _ in range(many):
            body = {"about": {"type": "need", "id": self.need()}, "kind": "fake"}
            self.member("Eve").post("/v1/reports", body)

    def calls(self, many: int) -> None:
        for number in range(many):
            body = {"phone": f"+15175550{200 + number}", "language": "en"}
            answer = self.world.http.post(f"{self.path}/call-requests", json=body)
            assert answer.status_code == 202, answer.text

    def pending(self, many: int) -> None:
        tag = self.sue.call("GET", self.path).headers["etag"]
        answer = self.sue.call("PATCH", self.path, {"join_policy": "approval"}, If_Match=tag)
        assert answer.status_code == 200, answer.text
        for _ in range(many):
            self.member("New")

    def needs(self, many: int, **fields: Any) -> list[str]:
        return [self.need(**fields) for _ in range(many)]

    def again(self, needs: list[str]) -> None:
        """Whoever asked for these asks for the same once more."""
        for need in needs:
            self.need(self.authors[need])

    def too_few(self) -> None:
        """One is to come where two must, tomorrow."""
        start = self.world.now() + timedelta(hours=30)
        window = {"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}
        when = {"kind": "windows", "windows": [window]}
        self.agreed(self.member("Ben"), when=when, quantity=2, at_least=2)

    def called_in_vain(self, needs: list[str]) -> None:
        for need in needs:
            body = {"outcome": "nobody_answered", "note": "it rang for long"}
            self.cora.post(f"{self.path}/needs/{need}/calls", body)

    def to_look_at_again(self, needs: list[str], at: datetime) -> None:
        for need in needs:
            self.cora.change(f"{self.path}/needs/{need}", {"follow_up_at": at.isoformat()})

    def appealed(self) -> None:
        need = self.need()
        body = {"about": {"type": "need", "id": need}, "outcome": "removed", "reason": "an advertisement"}
        self.carl.post(f"{self.path}/decisions", body)
        author = self.authors[need]
        [decision] = author.get("/v1/decisions")["items"]
        author.post(f"/v1/decisions/{decision['id']}/appeal", {"text": "it was soup"})

    def unreached(self, needs: list[str]) -> None:
        with self.world.database.transaction() as session:
            for need in needs:
                session.get_one(Need, UUID(need)).unreached_at = self.world.now()

    def to_meet(self, person: Person) -> None:
        with self.world.database.transaction() as session:
            session.get_one(PersonRow, UUID(person.id)).to_be_met = self.world.now()

    # How each is decided

    def decide(self, who: Counted, entry: Entry) -> None:
        """Does the one act that an entry names."""
        who.at = f"{entry['why']}:{entry['id']}"
        try:
            ACTS[entry["next_act"]](self, who, entry)
        finally:
            who.at = ""

    def propose(self, who: Counted, entry: Entry) -> None:
        card = who.get(f"{self.path}/needs/{entry['need_id']}/card")
        best = next(one for one in card["candidates"] if one["may_be_asked"])
        body = {"need_id": entry["need_id"], "offer_id": best["helper"]["offer_id"], "reason": "next door"}
        who.post(f"{self.path}/matches", body)

    def contact_author(self, who: Counted, entry: Entry) -> None:
        need = f"{self.path}/needs/{entry['need_id']}"
        opened = who.call("POST", f"{need}/reveals", {"purpose": f"{entry['why']}: ask how it stands"})
        if opened.status_code == 409:
            code = opened.json()["code"]
            assert code in ("not_recognised_yet", "need_is_over"), (entry, code)
            if code == "not_recognised_yet":
                self._without_a_look(who, need)
            return  # Where it is over, what was decided about a match of it has ended it meanwhile.
        assert opened.status_code in (200, 201), opened.text
        who.post(f"{need}/calls", {"outcome": "reached", "note": "all is well"})

    def _without_a_look(self, who: Counted, need: str) -> None:
        card = who.get(f"{need}/card")
        assert card["reveal"]["why_not"]["code"] == "not_recognised_yet"
        if "phone" in card["author"]:
            who.post(f"{need}/calls", {"outcome": "reached", "note": "all is well"})
        else:
            who.change(need, {"note": "Please ask us to call you: the button is on our page."})

    def mark_double(self, who: Counted, entry: Entry) -> None:
        need = f"{self.path}/needs/{entry['need_id']}"
        [first] = [one for one in who.get(f"{need}/card")["doubles"] if one["why"] == "same_person"]
        who.change(need, {"duplicate_of": first["need_id"], "reason": "the same bread and milk"})

    def judge(self, who: Counted, entry: Entry) -> None:
        reads = {"report": "cases", "concern": "cases", "appeal": "appeals"}.get(entry["why"])
        if reads is not None:
            who.get(f"{self.path}/{reads}/{entry.get('case_id', entry['id'])}")
        outcome = {
            "report": "closed",
            "concern": "concern_closed",
            "appeal": "upheld",
            "dispute": "completed",
        }[entry["why"]]
        about = {"type": entry["type"], "id": entry["id"]}
        body = {"about": about, "outcome": outcome, "reason": "I spoke with both"}
        who.post(f"{self.path}/decisions", body)

    def pass_on(self, who: Counted, entry: Entry) -> None:
        who.post(f"/v1/matches/{entry['match_id']}/confirm", {"spoken": said(self.world)})

    def admit(self, who: Counted, entry: Entry) -> None:
        who.change(f"{self.path}/members/{entry['id']}", {"state": "active"})

    def meet(self, who: Counted, entry: Entry) -> None:
        who.post(f"{self.path}/members/{entry['id']}/meetings", {"reason": "we had tea"})

    def call_back(self, who: Counted, entry: Entry) -> None:
        for act in ("claim", "finish"):
            who.post(f"{self.path}/call-requests/{entry['id']}/{act}")


ACTS: Mapping[str, Callable[[Evening, Counted, Entry], None]] = {
    "propose": Evening.propose,
    "contact_author": Evening.contact_author,
    "mark_double": Evening.mark_double,
    "read_report": Evening.judge,
    "resolve_completed": Evening.judge,
    "read_appeal": Evening.judge,
    "pass_on": Evening.pass_on,
    "admit": Evening.admit,
    "met": Evening.meet,
    "claim": Evening.call_back,
}
"""What each next act is, in calls."""
