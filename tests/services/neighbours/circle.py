"""A circle with two who answer for it, helpers and people who ask: what tests of its people are played in."""

from typing import Any

from tests.support.people import Person
from tests.support.world import World

DECIDES = {"decide": "ask_me_first"}


class CircleOfHelpers:
    """Cora founded it, Dora coordinates; Ben helps, and has a mailbox that takes letters; Ana and Eli ask."""

    def __init__(self, world: World, **fields: Any) -> None:
        self.world = world
        self.cora, self.dora = world.person("Cora"), world.person("Dora")
        self.ana, self.eli = world.person("Ana"), world.person("Eli")
        self.ben = world.person("Ben", proved="ben@example.org", asks_a_day=5, asks_a_week=10)
        members = (self.dora, self.ana, self.eli, self.ben)
        self.id = world.community(self.cora, *members, **fields)["id"]
        world.appoint(self.dora, self.id, "coordinator")
        self.offer = self.ben.offer()["id"]
        world.tick()

    @property
    def path(self) -> str:
        return f"/v1/communities/{self.id}"

    def promised(self, author: Person, **fields: Any) -> tuple[str, str]:
        """A need that Ben was picked for and said yes to: the need and the match."""
        need = author.need(**fields)["id"]
        match = author.invite(need, self.offer)["id"]
        self.ben.post(f"/v1/matches/{match}/accept")
        return str(need), str(match)

    def card(self, person: Person, by: Person | None = None) -> dict[str, Any]:
        """Somebody's card, as a coordinator reads it."""
        return dict((by or self.dora).get(f"{self.path}/people/{person.id}"))
