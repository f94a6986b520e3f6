"""H10: one coordinator made a double of theirs `checked`, and childcare and medicine were theirs to do."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World


class Circle:
    """Sara is steward, Cora and Carl coordinate, Ben helps; Nora is a neighbour's steward."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.cora, self.carl = (world.person(name) for name in ("Sara", "Cora", "Carl"))
        self.ben, self.nora = world.person("Ben"), world.person("Nora")
        self.id: str = world.community(self.sara, self.cora, self.carl, self.ben)["id"]
        world.community(self.nora, name="Jackson", place={"lat": 42.25, "lon": -84.4})

    def coordinate(self, *people: Person) -> None:
        for person in people:
            self.world.appoint(person, self.id, "coordinator")

    def checks(self, who: Person, whom: Person | None = None) -> str:
        path = f"/v1/communities/{self.id}/members/{(whom or self.ben).id}/checks"
        return str(who.post(path, {"kind": "identity", "at": f"{self.world.now():%Y-%m-%d}"})["trust"])

    def vouch(self, *people: Person) -> None:
        for who in people:
            who.put(f"/v1/communities/{self.id}/members/{self.ben.id}/vouch")

    def waiting(self, who: Person) -> list[dict[str, Any]]:
        return list(who.get(f"/v1/communities/{self.id}")["pending_changes"])

    def agree(self, who: Person, change: dict[str, Any]) -> int:
        return who.call("POST", f"/v1/communities/{self.id}/changes/{change['id']}/agree").status_code

    def trust(self) -> str:
        return str(self.ben.get(f"/v1/communities/{self.id}")["mine"]["trust"])


@pytest.fixture
def circle(world: World) -> Circle:
    return Circle(world)


def test_one_alone_checks_nobody_and_the_second_does(circle: Circle) -> None:
    circle.coordinate(circle.cora)
    assert circle.checks(circle.cora) == "new"
    assert circle.checks(circle.cora) == "new", "the same word twice is one"
    [change] = circle.waiting(circle.sara)
    assert (change["display_name"], change["waits_for"]) == (
        "Ben",
        ["operator", "steward", "coordinator"],
    ) or set(change["waits_for"]) == {"operator", "steward", "coordinator"}
    assert circle.waiting(circle.carl) == [], "whom it checks is for who answers for it"
    assert circle.checks(circle.sara) == "checked"


def test_of_two_who_gave_their_word_neither_suffices(circle: Circle) -> None:
    circle.coordinate(circle.cora, circle.carl)
    circle.vouch(circle.cora, circle.sara)
    circle.checks(circle.cora)
    assert circle.checks(circle.sara) == "vouched", "both stand for Ben already"
    assert circle.checks(circle.carl) == "checked", "a third who does not"


def test_who_is_alone_needs_a_neighbour_or_the_operator(circle: Circle) -> None:
    assert circle.checks(circle.sara) == "new"
    [change] = circle.waiting(circle.sara)
    assert change["waits_for"] == ["neighbour", "operator"] or "neighbour" in change["waits_for"]
    circle.world.tick()
    assert "change_waits" in circle.nora.inbox()
    [seen] = circle.waiting(circle.nora)
    assert seen["display_name"] == "Ben"
    assert circle.agree(circle.ben, change) == 403
    assert circle.agree(circle.carl, change) == 404
    assert circle.agree(circle.nora, change) == 200
    assert circle.trust() == "checked"


def test_where_there_are_two_no_neighbour_is_asked(circle: Circle) -> None:
    circle.coordinate(circle.cora)
    circle.checks(circle.sara)
    [change] = circle.waiting(circle.sara)
    assert circle.agree(circle.nora, change) == 404
    circle.world.check(circle.ben, circle.id)
    assert circle.trust() == "checked", "the operator's word does it too"


def test_nothing_comes_of_a_check_once_they_left(circle: Circle) -> None:
    circle.coordinate(circle.cora)
    circle.checks(circle.cora)
    [change] = circle.waiting(circle.sara)
    circle.ben.post(f"/v1/communities/{circle.id}/leave")
    assert circle.agree(circle.sara, change) == 200
    assert circle.waiting(circle.sara) == []
    circle.ben.post(f"/v1/communities/{circle.id}/join")
    assert circle.trust() == "new"
