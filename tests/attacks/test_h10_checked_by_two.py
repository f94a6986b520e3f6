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
def checked_circle(world: World) -> Circle:
    return Circle(world)


def test_one_alone_checks_nobody_and_the_second_does(checked_circle: Circle) -> None:
    checked_circle.coordinate(checked_circle.cora)
    assert checked_circle.checks(checked_circle.cora) == "new"
    assert checked_circle.checks(checked_circle.cora) == "new", "the same word twice is one"
    [change] = checked_circle.waiting(checked_circle.sara)
    assert (change["display_name"], change["waits_for"]) == (
        "Ben",
        ["operator", "steward", "coordinator"],
    ) or set(change["waits_for"]) == {"operator", "steward", "coordinator"}
    assert checked_circle.waiting(checked_circle.carl) == [], "whom it checks is for who answers for it"
    assert checked_circle.checks(checked_circle.sara) == "checked"


def test_of_two_who_gave_their_word_neither_suffices(checked_circle: Circle) -> None:
    checked_circle.coordinate(checked_circle.cora, checked_circle.carl)
    checked_circle.vouch(checked_circle.cora, checked_circle.sara)
    checked_circle.checks(checked_circle.cora)
    assert checked_circle.checks(checked_circle.sara) == "vouched", "both stand for Ben already"
    assert checked_circle.checks(checked_circle.carl) == "checked", "a third who does not"


def test_who_is_alone_needs_a_neighbour_or_the_operator(checked_circle: Circle) -> None:
    assert checked_circle.checks(checked_circle.sara) == "new"
    [change] = checked_circle.waiting(checked_circle.sara)
    assert change["waits_for"] == ["neighbour", "operator"] or "neighbour" in change["waits_for"]
    checked_circle.world.tick()
    assert "change_waits" in checked_circle.nora.inbox()
    [seen] = checked_circle.waiting(checked_circle.nora)
    assert seen["display_name"] == "Ben"
    assert checked_circle.agree(checked_circle.ben, change) == 403
    assert checked_circle.agree(checked_circle.carl, change) == 404
    assert checked_circle.agree(checked_circle.nora, change) == 200
    assert checked_circle.trust() == "checked"


def test_where_there_are_two_no_neighbour_is_asked(checked_circle: Circle) -> None:
    checked_circle.coordinate(checked_circle.cora)
    checked_circle.checks(checked_circle.sara)
    [change] = checked_circle.waiting(checked_circle.sara)
    assert checked_circle.agree(checked_circle.nora, change) == 404
    checked_circle.world.check(checked_circle.ben, checked_circle.id)
    assert checked_circle.trust() == "checked", "the operator's word does it too"


def test_nothing_comes_of_a_check_once_they_left(checked_circle: Circle) -> None:
    checked_circle.coordinate(checked_circle.cora)
    checked_circle.checks(checked_circle.cora)
    [change] = checked_circle.waiting(checked_circle.sara)
    checked_circle.ben.post(f"/v1/communities/{checked_circle.id}/leave")
    assert checked_circle.agree(checked_circle.sara, change) == 200
    assert checked_circle.waiting(checked_circle.sara) == []
    checked_circle.ben.post(f"/v1/communities/{checked_circle.id}/join")
    assert checked_circle.trust() == "new"
