"""H10: one coordinator made a double of theirs `checked`, and childcare and medicine were theirs to do."""

from typing import Any

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World


class Circle:
    """Sara is steward, and Sven beside her, to whom the operator said yes; Cora and Carl coordinate, Ben helps; Nora is
    a neighbour's steward.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.cora, self.carl = (world.person(name) for name in ("Sara", "Cora", "Carl"))
        self.ben, self.nora, self.sven = (world.person(name) for name in ("Ben", "Nora", "Sven"))
        self.id: str = world.community(self.sara, self.cora, self.carl, self.ben)["id"]
        world.community(self.nora, name="Jackson", place={"lat": 42.25, "lon": -84.4})

    def two_stewards(self) -> None:
        self.sven.post(f"/v1/communities/{self.id}/join")
        self.world.appoint(self.sven, self.id, "steward")

    def coordinates(self, person: Person, *, by: Person) -> None:
        by.patch(f"/v1/communities/{self.id}/members/{person.id}", {"role": "coordinator"})

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
def checked_circle(keep: Keep) -> Circle:
    return keep(Circle)


def test_one_alone_checks_nobody_and_the_second_does(checked_circle: Circle) -> None:
    checked_circle.two_stewards()
    checked_circle.coordinates(checked_circle.cora, by=checked_circle.sara)
    assert checked_circle.checks(checked_circle.cora) == "new"
    assert checked_circle.checks(checked_circle.cora) == "new", "the same word twice is one"
    [change] = checked_circle.waiting(checked_circle.sven)
    assert change["display_name"] == "Ben"
    assert set(change["waits_for"]) == {"operator", "steward", "coordinator"}
    assert checked_circle.waiting(checked_circle.carl) == [], "whom it checks is for who answers for it"
    assert checked_circle.checks(checked_circle.sven) == "checked"


def test_a_steward_and_the_coordinator_they_made_are_one(checked_circle: Circle) -> None:
    """Whose second account that might be nobody knows; they may say no, and the yes is asked of a neighbour."""
    checked_circle.coordinates(checked_circle.cora, by=checked_circle.sara)
    checked_circle.coordinates(checked_circle.carl, by=checked_circle.sara)
    for who in (checked_circle.cora, checked_circle.carl, checked_circle.sara):
        assert checked_circle.checks(who) == "new", "nor are two whom one made"
    [change] = checked_circle.waiting(checked_circle.sara)
    assert (change["allowed"], set(change["waits_for"])) == (
        ["object"],
        {"operator", "steward", "coordinator", "neighbour"},
    )
    assert checked_circle.agree(checked_circle.sara, change) == 403
    assert checked_circle.agree(checked_circle.nora, change) == 200
    assert checked_circle.trust() == "checked"


def test_two_stewards_on_one_phone_are_one(checked_circle: Circle) -> None:
    checked_circle.two_stewards()
    for who in (checked_circle.sara, checked_circle.sven):
        who.put("/v1/me/devices/0198f7c2-0000-7000-8000-000000000001", {"address": f"ok-{who.name}"})
    checked_circle.checks(checked_circle.sara)
    assert checked_circle.checks(checked_circle.sven) == "new"


def test_of_two_who_gave_their_word_neither_suffices(checked_circle: Circle) -> None:
    checked_circle.two_stewards()
    checked_circle.coordinates(checked_circle.cora, by=checked_circle.sara)
    checked_circle.coordinates(checked_circle.carl, by=checked_circle.sven)
    checked_circle.vouch(checked_circle.cora, checked_circle.sven)
    checked_circle.checks(checked_circle.cora)
    assert checked_circle.checks(checked_circle.sven) == "vouched", "both stand for Ben already"
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
    checked_circle.two_stewards()
    checked_circle.checks(checked_circle.sara)
    [change] = checked_circle.waiting(checked_circle.sara)
    assert checked_circle.agree(checked_circle.nora, change) == 404
    checked_circle.world.check(checked_circle.ben, checked_circle.id)
    assert checked_circle.trust() == "checked", "the operator's word does it too"


def test_nothing_comes_of_a_check_once_they_left(checked_circle: Circle) -> None:
    checked_circle.two_stewards()
    checked_circle.checks(checked_circle.sven)
    [change] = checked_circle.waiting(checked_circle.sara)
    checked_circle.ben.post(f"/v1/communities/{checked_circle.id}/leave")
    assert checked_circle.agree(checked_circle.sara, change) == 200
    assert checked_circle.waiting(checked_circle.sara) == []
    checked_circle.ben.post(f"/v1/communities/{checked_circle.id}/join")
    assert checked_circle.trust() == "new"
