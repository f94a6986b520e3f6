"""What `world` promises to all tests: standing as people get it, and time that passes when it is told to."""

from datetime import datetime, timedelta

import pytest

from tests.support.telling import scalar
from tests.support.world import World


def test_a_community_was_founded_and_recognised_sixty_days_ago(world: World) -> None:
    before = world.now()
    steward, member = world.person("Sara"), world.person("Ben")
    community = world.community(steward, member)
    assert (community["name"], community["state"]) == ("Lansing", "new"), "as its founder saw it then"
    seen = member.get(f"/v1/communities/{community['id']}")
    assert (seen["state"], seen["dormant"], seen["mine"]["state"]) == ("recognised", False, "active")
    since = scalar(world.database, "SELECT max(since) FROM membership")
    for moment in (since, scalar(world.database, "SELECT created_at FROM community")):
        assert timedelta() <= moment - (before - timedelta(days=60)) < timedelta(minutes=10)
    assert before <= world.now() < before + timedelta(minutes=10), "the clock is where it was"


def test_a_strangers_community_is_new(world: World) -> None:
    before = world.now()
    community = world.community(world.person("Mal"), recognised=False)
    assert community["state"] == "new"
    assert scalar(world.database, "SELECT created_at FROM community") >= before


@pytest.mark.parametrize("size", [1, 3, 8])
def test_a_helper_is_vouched_for_by_as_many_as_it_takes(world: World, size: int) -> None:
    steward, ben = world.person("Sara"), world.person("Ben")
    others = [world.person(f"Member {number}") for number in range(size - 1)]
    community = world.community(steward, ben, *others)["id"]
    world.vouch_for(ben, community)
    assert ben.get(f"/v1/communities/{community}")["mine"]["trust"] == "vouched"
    assert scalar(world.database, "SELECT count(*) FROM vouch") == 1, "one whose word counts is here"


def test_a_role_is_given_by_the_steward(world: World) -> None:
    steward, omar = world.person("Sara"), world.person("Omar")
    community = world.community(steward, omar)["id"]
    world.appoint(omar, community, "coordinator")
    assert omar.get(f"/v1/communities/{community}")["mine"]["role"] == "coordinator"
    actor = "SELECT CAST(actor_id AS text) FROM event WHERE kind = 'role_changed'"
    assert scalar(world.database, actor) == steward.id


@pytest.mark.parametrize("contact", ["ana@example.org", "+15175550142"])
def test_an_address_is_proved_by_a_code_that_is_not_sent_once_more(world: World, contact: str) -> None:
    ana = world.person("Ana", proved=contact)
    assert contact in ana.get("/v1/me").values()
    assert isinstance(scalar(world.database, "SELECT verified_at FROM contact_point"), datetime)
    world.tick()
    assert world.outbox(contact) == [], "the code was shown already"


def test_an_organisation_is_verified_by_two_stewards_from_elsewhere(world: World) -> None:
    ana, ben = world.person("Ana"), world.person("Ben")
    kitchen = world.organisation(ana, ben)
    assert ben.get(f"/v1/organisations/{kitchen}")["verified"] is True
    assert scalar(world.database, "SELECT count(DISTINCT steward_id) FROM organisation_verification") == 2
