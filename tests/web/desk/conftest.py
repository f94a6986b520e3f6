"""A circle with a desk: Cleo and Dora answer for it, Ben and Fay help, and needs wait for a human."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.browsers import Surfer, surfing_as
from tests.support.people import Person
from tests.support.world import World


@dataclass
class DeskCircle:
    """The circle, who works at its desk, and who could help."""

    world: World
    circle: dict[str, Any]
    cleo: Person
    dora: Person
    ben: Person
    fay: Person
    offers: dict[str, str]

    def at(self, *rest: str) -> str:
        """An address of its desk."""
        return "/".join(("/c", self.circle["slug"], "desk", *rest))

    def handed_over(self, *, title: str = "Bread", author: str = "Ana", **more: Any) -> dict[str, Any]:
        """A need that waits for a human: nobody said yes for days. Its author under `author`."""
        person = self.world.person(author)
        need = person.need(title=title, **more)
        return {**need, "author": person}

    def joins(self, name: str) -> Person:
        """Somebody joins, whom others vouch for and who offers help: nobody has asked them anything yet."""
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.circle['id']}/join")
        self.world.vouch_for(person, self.circle["id"])
        self.offers[name] = person.offer()["id"]
        return person

    def wait(self) -> None:
        """Time passes until needs without a yes stand in the queue."""
        self.world.advance(hours=30)
        self.world.tick()


@pytest.fixture
def desk_circle(world: World) -> DeskCircle:
    cleo, dora = world.person("Cleo"), world.person("Dora")
    ben, fay = world.person("Ben"), world.person("Fay")
    circle = world.community(cleo, dora, ben, fay, name="Maple Street")
    world.appoint(dora, circle["id"], "coordinator")
    for helper in (ben, fay):
        world.vouch_for(helper, circle["id"])
    offers = {"Ben": ben.offer()["id"], "Fay": fay.offer()["id"]}
    full = cleo.get(f"/v1/communities/{circle['id']}")
    return DeskCircle(world, full, cleo, dora, ben, fay, offers)


@pytest.fixture
def cleo(desk_circle: DeskCircle) -> Iterator[Surfer]:
    """Cleo's browser, on a phone of her own."""
    with surfing_as(desk_circle.world, desk_circle.cleo) as surfer:
        yield surfer


@pytest.fixture
def dora(desk_circle: DeskCircle) -> Iterator[Surfer]:
    """Dora's browser."""
    with surfing_as(desk_circle.world, desk_circle.dora) as surfer:
        yield surfer
