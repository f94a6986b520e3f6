"""A circle from which somebody goes away and comes back: by the same mailbox, number or account elsewhere."""

from typing import Any

from sqlalchemy import func, select

from core import clock
from core.models import FormerPoint
from services.people import elsewhere
from tests.support.people import Person
from tests.support.world import World

FIRST = {"decide": "first_who_fits"}
WAYS = ("email", "phone", "firebase")


class ComingBack:
    """Sam answers for the circle, Cora coordinates it, Ana and Eve ask; Ben helps, and is not always wanted."""

    def __init__(self, world: World, number: int = 0) -> None:
        self.world = world
        self._addresses = {"email": f"ben{number}@example.org", "phone": f"+1517555{number:04}"}
        self._uid = f"ben-elsewhere-{number}"
        self._mailboxes = 0
        self.sam, self.cora, self.ana, self.eve = map(world.person, ("Sam", "Cora", "Ana", "Eve"))
        self.id: str = world.community(self.sam, self.cora, self.ana, self.eve)["id"]
        world.appoint(self.cora, self.id, "coordinator")

    def arrives(self, way: str, name: str = "Ben") -> Person:
        """Whoever holds what Ben signs in with, signed in by it."""
        if way != "firebase":
            return self.world.person(name, proved=self._addresses[way])
        with self.world.database.transaction() as session:
            now = clock.now(session, movable=True)
            found = elsewhere.with_firebase(
                session, uid=self._uid, email=None, locale="en", device_name="test", now=now
            )
        person = Person(self.world.http, name, str(found.person.id), found.access_token, found.refresh_token)
        person.steps_up = self.world.prove_again
        person.patch("/v1/me", {"display_name": name, "is_adult": True})
        self._mailboxes += 1  # another one each time: only the account elsewhere is the same
        self.world.prove(person, f"mailbox{self._mailboxes}@{self._uid}.example.org")
        return person

    def joined(self, way: str) -> Person:
        ben = self.arrives(way)
        self.joins(ben)
        return ben

    def joins(self, person: Person) -> int:
        return person.call("POST", f"/v1/communities/{self.id}/join").status_code

    def suspends(self, person: Person, state: str = "suspended") -> None:
        self.cora.patch(
            f"/v1/communities/{self.id}/members/{person.id}", {"state": state, "reason": "he shouted"}
        )

    def needs(self, person: Person, **fields: Any) -> str:
        """A need of theirs in this circle; its id."""
        return str(person.need(community_id=self.id, **fields)["id"])

    def answers(self, person: Person, need: str) -> int:
        return person.call("POST", f"/v1/needs/{need}/responses").status_code

    def opens(self, person: Person) -> bool:
        """Whether a yes of theirs, whom people vouch for, opens a place by itself."""
        self.world.vouch_for(person, self.id)
        need = self.needs(self.eve, criteria=FIRST, share=["place"])
        status = person.post(f"/v1/needs/{need}/responses")["status"]
        self.eve.post(f"/v1/needs/{need}/withdraw")
        return bool(status == "confirmed")

    def days_later(self, days: int) -> None:
        """So long afterwards; the others look in now and then, so that they stay signed in."""
        for _ in range(days // 45):
            self.world.advance(days=45)
            for person in (self.sam, self.cora, self.ana, self.eve):
                person.get("/v1/me")
        self.world.advance(days=days % 45)

    def queue(self) -> list[str]:
        return [entry["why"] for entry in self.cora.get(f"/v1/communities/{self.id}/queue")["items"]]

    def meets(self, who: Person, person: Person) -> Any:
        path = f"/v1/communities/{self.id}/members/{person.id}/meetings"
        return who.call("POST", path, {"reason": "we had tea, she is new in town"})

    def kept(self) -> int:
        """Of how many addresses that were let go anything is kept."""
        with self.world.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(FormerPoint)) or 0
