"""C2: strangers gave their word for one another, and an address fell in two seconds. Trust flows from the stewards."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


class Circle:
    """A recognised community with Sara, its steward, and twelve members; Amina asks, and takes the first who fits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.amina = world.person("Sara"), world.person("Amina", proved="amina@example.org")
        members = [world.person(f"Member {number}") for number in range(12)]
        self.id: str = world.community(self.sara, self.amina, *members)["id"]
        self.members = members

    def joined(self, name: str) -> Person:
        person = self.world.person(name)
        person.post(f"/v1/communities/{self.id}/join")
        return person

    def path(self, person: Person, more: str = "") -> str:
        return f"/v1/communities/{self.id}/members/{person.id}{more}"

    def word(self, by: Person, person: Person) -> str:
        return str(by.put(self.path(person, "/vouch"))["trust"])

    def trust(self, person: Person) -> str:
        return str(person.get(f"/v1/communities/{self.id}")["mine"]["trust"])

    def first_answer(self, helper: Person) -> dict[str, Any]:
        criteria = {"decide": "first_who_fits"}
        share = ["email", "place"]
        need = self.amina.need(criteria=criteria, share=share, place=LANSING, private_note="Second bell")
        return dict(helper.post(f"/v1/needs/{need['id']}/responses", {}))


@pytest.fixture
def circle(world: World) -> Circle:
    return Circle(world)


def opens(helper: Person, match: dict[str, Any]) -> bool:
    return helper.call("GET", f"/v1/matches/{match['id']}/contact").status_code == 200


def test_four_strangers_who_vouch_for_one_another_open_nothing(circle: Circle) -> None:
    four = [circle.joined(f"Stranger {number}") for number in range(4)]
    for one in four:
        for other in four:
            if other is not one:
                assert circle.word(one, other) == "new"
    circle.world.advance(days=30)
    assert {circle.trust(one) for one in four} == {"new"}, "no circle holds itself up, however long it waits"
    match = circle.first_answer(four[0])
    assert match["status"] == "accepted"
    assert not opens(four[0], match)


def test_members_nobody_stands_for_make_nobody(circle: Circle) -> None:
    ben = circle.joined("Ben")
    assert {circle.word(member, ben) for member in circle.members} == {"new"}
    assert circle.word(circle.sara, ben) == "vouched", "the only one here whose word counts"


def test_new_standing_opens_nothing_without_a_yes_for_a_day(circle: Circle) -> None:
    ben = circle.joined("Ben")
    circle.word(circle.sara, ben)
    match = circle.first_answer(ben)
    assert (match["status"], opens(ben, match)) == ("accepted", False)
    [row] = [m for m in circle.sara.get(f"/v1/communities/{circle.id}/members?limit=50")["items"]
             if m["person_id"] == ben.id]  # fmt: skip
    assert row["trust_since"] is not None, "stewards see it"
    circle.world.advance(hours=25)
    assert "members_trust_changed" in circle.sara.inbox()
    match = circle.first_answer(ben)
    assert (match["status"], opens(ben, match)) == ("confirmed", True)


def test_a_helper_opens_two_places_a_day(circle: Circle) -> None:
    ben = circle.members[0]
    circle.world.vouch_for(ben, circle.id)
    ben.offer()
    assert [circle.first_answer(ben)["status"] for _ in range(4)] == [
        "confirmed",
        "confirmed",
        "accepted",
        "accepted",
    ]
    circle.world.advance(hours=25)
    assert circle.first_answer(ben)["status"] == "confirmed"


def test_a_word_falls_down_the_chain_with_who_is_suspended(circle: Circle) -> None:
    """Cora coordinates; on her word stands Dan, and on Dan's (with Sara's, taken back later) stands Eve."""
    world, (cora, dan, eve) = circle.world, circle.members[:3]
    world.appoint(cora, circle.id, "coordinator")
    circle.word(circle.sara, dan)
    assert circle.word(cora, dan) == "vouched"
    world.advance(days=1)
    circle.word(circle.sara, eve)
    circle.word(cora, eve)
    assert circle.word(dan, eve) == "vouched"
    assert circle.trust(eve) == "vouched"
    circle.sara.patch(circle.path(cora), {"state": "suspended"})
    assert (circle.trust(dan), circle.trust(eve)) == ("new", "new"), "at once, and down the chain"
    assert circle.word(circle.sara, dan) == "new", "the same word twice is one"


def test_the_word_of_who_leaves_stands_sixty_days_and_coordinators_are_told(circle: Circle) -> None:
    world, (cora, dan) = circle.world, circle.members[:2]
    world.appoint(cora, circle.id, "coordinator")
    circle.word(circle.sara, dan)
    circle.word(cora, dan)
    cora.post(f"/v1/communities/{circle.id}/leave")
    world.tick()
    assert circle.trust(dan) == "vouched"
    assert "word_wanted" in circle.sara.inbox()
    row = circle.sara.get(f"/v1/communities/{circle.id}/members?limit=50")["items"]
    assert [m["person_id"] for m in row if m.get("trust_falls_at")] == [dan.id]
    world.advance(days=59)
    assert circle.trust(dan) == "vouched"
    world.advance(days=2)
    assert circle.trust(dan) == "new"


def test_who_erases_themself_leaves_their_word_for_a_while_too(circle: Circle) -> None:
    world, (cora, dan) = circle.world, circle.members[:2]
    world.appoint(cora, circle.id, "coordinator")
    circle.word(circle.sara, dan)
    circle.word(cora, dan)
    cora.call("DELETE", "/v1/me")
    assert circle.trust(dan) == "vouched"
    world.advance(days=61)
    assert circle.trust(dan) == "new"
