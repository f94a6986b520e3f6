"""H10: a steward and the double they made a steward counted as two. Two words come from two communities' stewards."""

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def sam(world: World) -> Person:
    return world.person("Sam")


def recognitions(world: World) -> str:
    """The path by which stewards give their word for a community that a stranger founded."""
    community = world.community(world.person("Front"), name="Free Lansing", recognised=False)
    return f"/v1/communities/{community['id']}/recognitions"


def verifications(world: World) -> str:
    founder = world.person("Founder")
    organisation = founder.post("/v1/organisations", {"name": "Helping Hands", "kind": "ngo"})
    return f"/v1/organisations/{organisation['id']}/verifications"


def test_a_steward_and_the_double_they_made_are_one(world: World, sam: Person) -> None:
    """Hanna, the other steward, saw no reason to object; Double's own community is recognised, too."""
    double, hanna = world.person("Double"), world.person("Hanna")
    here = world.community(sam, double, hanna)["id"]
    world.appoint(hanna, here, "steward")
    world.community(double, name="Elsewhere", place={"lat": -33.9, "lon": 151.2})
    sam.patch(f"/v1/communities/{here}/members/{double.id}", {"role": "steward"})
    world.advance(days=34)
    assert double.get(f"/v1/communities/{here}")["mine"]["role"] == "steward"
    for path in (recognitions(world), verifications(world)):
        answers = [steward.post(path) for steward in (sam, double)]
        assert [(a.get("state"), a.get("verified")) for a in answers] in (
            [("new", None), ("new", None)],
            [(None, False), (None, False)],
        )


def test_a_double_with_a_community_of_its_own_is_one_too(world: World, sam: Person) -> None:
    """Sam made them coordinator at home; that they are steward elsewhere by themselves does not make two of them."""
    double, stranger = world.person("Double"), world.person("Stranger")
    here = world.community(sam, double)["id"]
    world.community(double, name="Elsewhere", place={"lat": -33.9, "lon": 151.2})
    world.community(stranger, name="Far away", place={"lat": -36.8, "lon": 174.8})
    world.appoint(double, here, "coordinator")
    world.advance(days=31)
    path = recognitions(world)
    assert [steward.post(path)["state"] for steward in (sam, double)] == ["new", "new"]
    assert stranger.post(path)["state"] == "recognised", "whom neither of them made"


def test_who_is_a_steward_since_yesterday_gives_no_second_word(world: World, sam: Person) -> None:
    vera, viktor = world.person("Vera"), world.person("Viktor")
    world.community(sam)
    there = world.community(vera, viktor, name="There", place={"lat": -33.9, "lon": 151.2})["id"]
    world.appoint(viktor, there, "steward")
    path = verifications(world)
    assert sam.post(path)["verified"] is False
    assert viktor.post(path)["verified"] is False
    world.advance(days=31)
    assert viktor.post(path)["verified"] is True, "said again, a month later"
