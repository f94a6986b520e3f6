"""Day one of a flood: a new community with one steward and thirty newcomers, and nobody who was here before.

Nobody is vouched for yet and nothing is recognised; all of it keeps to the limits that newcomers have.
"""

from collections.abc import Sequence

import pytest

from tests.support.people import Person
from tests.support.world import World

NEEDS = ("water", "cooked_meals", "groceries", "hygiene", "moving_things")
"""What is asked for on the first day; none of it carries a rule of risk."""


class Flood:
    """Sofía founds it in the morning. Of thirty who are given its link twenty ask, twice each, and ten help."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sofia = world.person("Sofía", proved="sofia@example.org")
        self.id: str = world.community(self.sofia, recognised=False, name="After the flood")["id"]
        self.asking = [self._newcomer(f"Neighbour {number}") for number in range(20)]
        self.helping = [self._newcomer(f"Helper {number}", helper=number) for number in range(10)]

    def _newcomer(self, name: str, *, helper: int | None = None) -> Person:
        proved = None if helper is None else f"helper{helper}@example.org"
        person = self.world.person(name, proved=proved)
        person.post(f"/v1/communities/{self.id}/join")
        return person

    def asked(self, person: Person, category: str, **fields: object) -> str:
        return str(person.need(category=category, community_id=self.id, **fields)["id"])

    def met(self, author: Person, need: str, helper: Person) -> None:
        """A yes, the author's yes, contact, and that it went well."""
        match = helper.post(f"/v1/needs/{need}/responses")["id"]
        author.post(f"/v1/matches/{match}/confirm")
        assert helper.get(f"/v1/matches/{match}/contact")["place"] is not None
        helper.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        author.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        assert author.get(f"/v1/needs/{need}")["status"] == "fulfilled"


@pytest.fixture
def flood(world: World) -> Flood:
    return Flood(world)


def in_turn(helpers: Sequence[Person], number: int) -> Person:
    return helpers[number % len(helpers)]


def test_forty_needs_are_met_on_the_first_day(flood: Flood) -> None:
    number = 0
    for _ in range(2):
        for author in flood.asking:
            need = flood.asked(author, NEEDS[number % len(NEEDS)], share=["place"], urgency="soon")
            flood.met(author, need, in_turn(flood.helping, number))
            number += 1
        flood.world.advance(hours=1)
    board = flood.sofia.get(f"/v1/communities/{flood.id}/board?status=fulfilled&limit=50")["needs"]
    assert len(board) == 40


def test_medicine_is_fetched_by_somebody_the_steward_gave_her_word_for(flood: Flood) -> None:
    """Her word counts from the first day and is enough for one whom she knows; the author's own yes opens the door."""
    amina, ben = flood.asking[0], flood.helping[0]
    need = flood.asked(amina, "medicine_pickup", urgency="urgent", share=["place"])
    flood.sofia.put(f"/v1/communities/{flood.id}/members/{ben.id}/vouch")
    assert ben.get(f"/v1/communities/{flood.id}")["mine"]["trust"] == "vouched"
    offer = ben.offer(community_id=flood.id, categories=["medicine_pickup"])["id"]
    flood.world.tick()
    match = ben.match_on(need)
    assert match["offer_id"] == offer, "the engine asks him"
    assert ben.post(f"/v1/matches/{match['id']}/accept")["status"] == "accepted"
    amina.post(f"/v1/matches/{match['id']}/confirm")
    assert ben.get(f"/v1/matches/{match['id']}/contact")["place"] is not None


def test_emergency_lines_stand_at_once_and_others_soon_find_it(flood: Flood) -> None:
    """Nobody trusts it yet, so its steward alone says whom to call; two neighbours recognise it the same day."""
    lines = [{"label": "Flood line", "phone": "211"}]
    flood.sofia.patch(f"/v1/communities/{flood.id}", {"emergency": lines})
    assert flood.asking[0].get(f"/v1/communities/{flood.id}")["emergency"][0]["phone"] == "211"
    for name, place in (("Jackson", {"lat": 42.25, "lon": -84.4}), ("Flint", {"lat": 43.0, "lon": -83.7})):
        steward = flood.world.person(f"Steward of {name}")
        flood.world.community(steward, name=name, place=place)
        steward.post(f"/v1/communities/{flood.id}/recognitions")
    stranger = flood.world.person("Stranger")
    found = stranger.get("/v1/communities?search=flood")["items"]
    assert [community["id"] for community in found] == [flood.id]
    flood.sofia.patch(f"/v1/communities/{flood.id}", {"emergency": []})
    assert stranger.get(f"/v1/communities/{flood.id}")["emergency"] != [], (
        "from now on another word is needed"
    )
