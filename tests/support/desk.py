"""A circle with a desk: Cleo and Dora answer for it, Ben and Fay help, and needs wait for a human."""

from typing import Any

from tests.support.people import Person
from tests.support.world import World


class DeskCircle:
    """The circle, who works at its desk, and who could help (`offers` by name)."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo, self.dora = world.person("Cleo"), world.person("Dora")
        self.ben, self.fay = world.person("Ben"), world.person("Fay")
        people = (self.cleo, self.dora, self.ben, self.fay)
        self.id: str = world.community(*people, name="Maple Street")["id"]
        world.appoint(self.dora, self.id, "coordinator")
        for helper in (self.ben, self.fay):
            world.vouch_for(helper, self.id)
        self.offers: dict[str, str] = {"Ben": self.ben.offer()["id"], "Fay": self.fay.offer()["id"]}
        self.slug: str = self.cleo.get(f"/v1/communities/{self.id}")["slug"]

    def at(self, *rest: str) -> str:
        """An address of its desk."""
        return "/".join(("/c", self.slug, "desk", *rest))

    def handed_over(self, *, title: str = "Bread", author: str = "Ana", **more: Any) -> dict[str, Any]:
        """A need that waits for a human once time has passed. Its author under `author`."""
        person = self.world.person(author)
        return {**person.need(title=title, **more), "author": person}

    def joins(self, name: str) -> Person:
        """Somebody joins, whom others vouch for and who offers help: nobody has asked them anything yet."""
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        self.world.vouch_for(person, self.id)
        self.offers[name] = person.offer()["id"]
        return person

    def wait(self) -> None:
        """Time passes until needs without a yes stand in the queue."""
        self.world.advance(hours=30)


class WaitingDesk(DeskCircle):
    """Two needs wait for a human there, bread and then water (their ids under `needs`); Gil could be asked."""

    phone = "+15175550142"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        bread = self.handed_over(title="Bread", share=["phone", "place"])
        bread["author"].patch("/v1/me", {"phone": self.phone})
        water = self.handed_over(title="Water", author="Rosa", category="water")
        self.needs = {"Bread": bread["id"], "Water": water["id"]}
        self.wait()
        self.joins("Gil")
