"""C2: strangers gave their word for one another, and an address fell in two seconds. Trust flows from the stewards."""

from typing import Any

import pytest

from tests.support.kept import Keep
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
def vouching_circle(keep: Keep) -> Circle:
    return keep(Circle)


def opens(helper: Person, match: dict[str, Any]) -> bool:
    return helper.call("GET", f"/v1/matches/{match['id']}/contact").status_code == 200


def test_four_strangers_who_vouch_for_one_another_open_nothing(vouching_circle: Circle) -> None:
    four = [vouching_circle.joined(f"Stranger {number}") for number in range(4)]
    for one in four:
        for other in four:
            if other is not one:
                assert vouching_circle.word(one, other) == "new"
    vouching_circle.world.advance(days=30)
    assert {vouching_circle.trust(one) for one in four} == {"new"}, (
        "no circle holds itself up, however long it waits"
    )
    match = vouching_circle.first_answer(four[0])
    assert match["status"] == "accepted"
    assert not opens(four[0], match)


def test_members_nobody_stands_for_make_nobody(vouching_circle: Circle) -> None:
    ben = vouching_circle.joined("Ben")
    assert {vouching_circle.word(member, ben) for member in vouching_circle.members} == {"new"}
    assert vouching_circle.word(vouching_circle.sara, ben) == "vouched", "the only one here whose word counts"


def test_the_words_of_one_persons_accounts_are_one(vouching_circle: Circle) -> None:
    """Sara made a second account of hers coordinator, and Omar too; two people's words are needed."""
    world, sara = vouching_circle.world, vouching_circle.sara
    again, omar = vouching_circle.members[:2]
    for one in (again, omar):
        world.appoint(one, vouching_circle.id, "coordinator")
    world.prove(sara, "+15175550177")
    again.patch("/v1/me", {"phone": "+15175550177"})
    ben = vouching_circle.joined("Ben")
    assert [vouching_circle.word(by, ben) for by in (sara, again)] == ["new", "new"]
    assert vouching_circle.word(again, sara) == "new", "nor is it anything for another account of one's own"
    assert vouching_circle.word(omar, ben) == "vouched"
    sara.delete(vouching_circle.path(ben, "/vouch"))
    assert vouching_circle.trust(ben) == "vouched", "the other account's word is still this person's"
    again.delete(vouching_circle.path(ben, "/vouch"))
    assert vouching_circle.trust(ben) == "new"


def test_new_standing_opens_nothing_without_a_yes_for_a_day(vouching_circle: Circle) -> None:
    ben = vouching_circle.joined("Ben")
    vouching_circle.word(vouching_circle.sara, ben)
    match = vouching_circle.first_answer(ben)
    assert (match["status"], opens(ben, match)) == ("accepted", False)
    [row] = [m for m in vouching_circle.sara.get(f"/v1/communities/{vouching_circle.id}/members?limit=50")["items"]
             if m["person_id"] == ben.id]  # fmt: skip
    assert row["trust_since"] is not None, "stewards see it"
    vouching_circle.world.advance(hours=25)
    assert "members_trust_changed" in vouching_circle.sara.inbox()
    match = vouching_circle.first_answer(ben)
    assert (match["status"], opens(ben, match)) == ("confirmed", True)


def test_a_helper_opens_two_places_a_day(vouching_circle: Circle) -> None:
    ben = vouching_circle.members[0]
    vouching_circle.world.vouch_for(ben, vouching_circle.id)
    ben.offer()
    assert [vouching_circle.first_answer(ben)["status"] for _ in range(4)] == [
        "confirmed",
        "confirmed",
        "accepted",
        "accepted",
    ]
    vouching_circle.world.advance(hours=25)
    assert vouching_circle.first_answer(ben)["status"] == "confirmed"


def test_a_word_falls_down_the_chain_with_who_is_suspended(vouching_circle: Circle) -> None:
    """Cora coordinates; on her word stands Dan, and on Dan's (with Sara's, taken back later) stands Eve."""
    world, (cora, dan, eve) = vouching_circle.world, vouching_circle.members[:3]
    world.appoint(cora, vouching_circle.id, "coordinator")
    vouching_circle.word(vouching_circle.sara, dan)
    assert vouching_circle.word(cora, dan) == "vouched"
    world.advance(days=1)
    vouching_circle.word(vouching_circle.sara, eve)
    vouching_circle.word(cora, eve)
    assert vouching_circle.word(dan, eve) == "vouched"
    assert vouching_circle.trust(eve) == "vouched"
    vouching_circle.sara.patch(vouching_circle.path(cora), {"state": "suspended", "reason": "he shouted"})
    assert (vouching_circle.trust(dan), vouching_circle.trust(eve)) == ("new", "new"), (
        "at once, and down the chain"
    )
    assert vouching_circle.word(vouching_circle.sara, dan) == "new", "the same word twice is one"


def test_the_word_of_who_leaves_stands_sixty_days_and_coordinators_are_told(vouching_circle: Circle) -> None:
    world, (cora, dan) = vouching_circle.world, vouching_circle.members[:2]
    world.appoint(cora, vouching_circle.id, "coordinator")
    vouching_circle.word(vouching_circle.sara, dan)
    vouching_circle.word(cora, dan)
    cora.post(f"/v1/communities/{vouching_circle.id}/leave")
    world.tick()
    assert vouching_circle.trust(dan) == "vouched"
    assert "word_wanted" in vouching_circle.sara.inbox()
    row = vouching_circle.sara.get(f"/v1/communities/{vouching_circle.id}/members?limit=50")["items"]
    assert [m["person_id"] for m in row if m.get("trust_falls_at")] == [dan.id]
    world.advance(days=59)
    assert vouching_circle.trust(dan) == "vouched"
    world.advance(days=2)
    assert vouching_circle.trust(dan) == "new"


def test_who_erases_themself_leaves_their_word_for_a_while_too(vouching_circle: Circle) -> None:
    world, (cora, dan) = vouching_circle.world, vouching_circle.members[:2]
    world.appoint(cora, vouching_circle.id, "coordinator")
    vouching_circle.word(vouching_circle.sara, dan)
    vouching_circle.word(cora, dan)
    cora.call("DELETE", "/v1/me")
    assert vouching_circle.trust(dan) == "vouched"
    world.advance(days=61)
    assert vouching_circle.trust(dan) == "new"
