"""Lived 7: what nobody names is one's own recognised community that holds the place, else the nearest that does."""

from typing import Any

import pytest

from tests.support.places import LANSING
from tests.support.without_app import entered
from tests.support.world import World

NEXT_DOOR = {"lat": 42.75, "lon": -84.56}
"""The middle of a neighbour that is nearer to Lansing's place than the middle of the own community."""

OWN = {"lat": 42.6, "lon": -84.4}


class Circles:
    """Two recognised communities that hold the place, and a new one right there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo = world.person("Cleo")
        self.own = self._founded(OWN, name="Own")
        self.nearer = self._founded(NEXT_DOOR, name="Next door")
        self.new = world.community(world.person("Mal"), recognised=False, place=LANSING, name="New")["id"]

    def _founded(self, place: dict[str, float], **fields: Any) -> str:
        return str(self.world.community(self.cleo, place=place, reach_km=40, **fields)["id"])

    def where(self, posted: dict[str, Any]) -> str:
        return {self.own: "own", self.nearer: "next door", self.new: "new"}[posted["community_id"]]


@pytest.fixture(scope="module")
def circles(shared_world: World) -> Circles:
    return Circles(shared_world)


def test_a_stranger_is_in_the_nearest(circles: Circles) -> None:
    assert circles.where(circles.world.person("Ana").need()) == "next door"


def test_a_member_is_in_their_own(circles: Circles) -> None:
    """A need in one's own community landed next door, for the neighbour's middle was nearer."""
    ana = circles.world.person("Ana")
    ana.post(f"/v1/communities/{circles.own}/join")
    assert circles.where(ana.need()) == "own"
    assert circles.where(ana.offer()) == "own"


def test_of_several_of_ones_own_it_is_the_nearest(circles: Circles) -> None:
    ana = circles.world.person("Ana")
    for community in (circles.own, circles.nearer):
        ana.post(f"/v1/communities/{community}/join")
    assert circles.where(ana.need()) == "next door"


def test_a_new_community_is_nobodys_default_and_can_be_named(circles: Circles) -> None:
    ana = circles.world.person("Ana")
    ana.post(f"/v1/communities/{circles.new}/join")
    assert circles.where(ana.need()) == "next door"
    circles.world.advance(hours=1)
    assert circles.where(ana.need(community_id=circles.new)) == "new"


def test_one_that_was_left_or_does_not_hold_the_place_is_not_ones_own(circles: Circles) -> None:
    ana = circles.world.person("Ana")
    far = circles.world.community(circles.world.person("Far"), place={"lat": 43.6, "lon": -84.2}, name="Far")
    for community in (circles.own, far["id"]):
        ana.post(f"/v1/communities/{community}/join")
    ana.post(f"/v1/communities/{circles.own}/leave")
    assert circles.where(ana.need()) == "next door"


def test_an_organisations_need_is_in_a_community_of_its_people(circles: Circles) -> None:
    ana, ben = circles.world.person("Ana"), circles.world.person("Ben")
    kitchen = circles.world.organisation(ana, ben)
    ben.post(f"/v1/communities/{circles.own}/join")
    assert circles.where(ana.need(organisation_id=kitchen)) == "own"


def test_who_is_spoken_for_is_where_they_are_or_else_where_their_speaker_is(circles: Circles) -> None:
    speaker = circles.world.person("Sam")
    speaker.post(f"/v1/communities/{circles.own}/join")
    mercy = entered(circles.world, speaker, "Mercy", is_adult=True)
    assert circles.where(speaker.need(on_behalf_of=mercy["id"])) == "own"
