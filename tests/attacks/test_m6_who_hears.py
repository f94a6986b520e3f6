"""M6: a concern about a coordinator was read by fellow coordinators."""

import pytest

from matching.rules.hearing import heard_by, hears
from matching.words.vocabulary import Role
from tests.attacks.test_c1_concern_keeps_away import Town
from tests.support.world import World


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


@pytest.mark.parametrize("before", [True, False])
def test_a_concern_about_a_coordinator_is_for_stewards_alone(town: Town, before: bool) -> None:
    """Also where they became one afterwards."""
    need, match = town.agreed()
    if before:
        town.world.appoint(town.ben, town.id, "coordinator")
    town.concern(match)
    if not before:
        town.world.appoint(town.ben, town.id, "coordinator")
    assert town.queue(town.cora) == []
    assert town.queue(town.sam) == ["concern"]
    assert "he shouted at me" not in town.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "reported" not in town.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "he shouted at me" in town.sam.call("GET", f"/v1/needs/{need}/history").text
    assert town.decide(town.cora, match, "concern_closed").status_code == 404
    assert town.decide(town.sam, match, "concern_closed").status_code == 200
    assert "concern_closed" not in town.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "concern_closed" in town.ana.call("GET", f"/v1/needs/{need}/history").text


def test_one_about_a_steward_is_for_nobody_of_their_community(town: Town) -> None:
    need, match = town.agreed()
    town.world.appoint(town.ben, town.id, "steward")
    town.concern(match)
    for who in (town.cora, town.sam):
        assert town.queue(who) == []
        assert "he shouted at me" not in who.call("GET", f"/v1/needs/{need}/history").text
        assert town.decide(who, match, "concern_closed").status_code == 404


def test_nobody_hears_of_their_equal_and_no_member_hears_anything() -> None:
    for listener in Role:
        assert not hears(listener, listener)
        assert all(accused.rank < listener.rank for accused in heard_by(listener))
    assert heard_by(Role.MEMBER) == []
    assert heard_by(Role.STEWARD) == [Role.MEMBER, Role.COORDINATOR]
