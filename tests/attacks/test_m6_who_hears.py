"""M6: a concern about a coordinator was read by fellow coordinators."""

import pytest

from matching.rules.hearing import heard_by, hears
from matching.words.vocabulary import Role
from tests.support.concerned_community import ConcernedCommunity


@pytest.mark.parametrize("before", [True, False])
def test_a_concern_about_a_coordinator_is_for_stewards_alone(
    concerned: ConcernedCommunity, before: bool
) -> None:
    """Also where they became one afterwards."""
    need, match = concerned.agreed()
    if before:
        concerned.world.appoint(concerned.ben, concerned.id, "coordinator")
    concerned.concern(match)
    if not before:
        concerned.world.appoint(concerned.ben, concerned.id, "coordinator")
    assert concerned.queue(concerned.cora) == []
    assert concerned.queue(concerned.sam) == ["concern"]
    assert "he shouted at me" not in concerned.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "reported" not in concerned.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "he shouted at me" in concerned.sam.call("GET", f"/v1/needs/{need}/history").text
    assert concerned.decide(concerned.cora, match, "concern_closed").status_code == 404
    assert concerned.decide(concerned.sam, match, "concern_closed").status_code == 200
    assert "concern_closed" not in concerned.cora.call("GET", f"/v1/needs/{need}/history").text
    assert "concern_closed" in concerned.ana.call("GET", f"/v1/needs/{need}/history").text


def test_a_coordinator_who_gives_up_the_role_is_still_judged_by_stewards(
    concerned: ConcernedCommunity,
) -> None:
    _, match = concerned.agreed()
    concerned.world.appoint(concerned.ben, concerned.id, "coordinator")
    concerned.concern(match)
    path = f"/v1/communities/{concerned.id}/members/{concerned.ben.id}"
    concerned.sam.patch(path, {"role": "member"})
    assert concerned.queue(concerned.cora) == []
    assert concerned.decide(concerned.cora, match, "concern_closed").status_code == 404
    assert concerned.queue(concerned.sam) == ["concern"]


def test_one_about_a_steward_is_for_nobody_of_their_community(concerned: ConcernedCommunity) -> None:
    need, match = concerned.agreed()
    concerned.world.appoint(concerned.ben, concerned.id, "steward")
    concerned.concern(match)
    for who in (concerned.cora, concerned.sam):
        assert concerned.queue(who) == []
        assert "he shouted at me" not in who.call("GET", f"/v1/needs/{need}/history").text
        assert concerned.decide(who, match, "concern_closed").status_code == 404


def test_nobody_hears_of_their_equal_and_no_member_hears_anything() -> None:
    for listener in Role:
        assert not hears(listener, listener)
        assert all(accused.rank < listener.rank for accused in heard_by(listener))
    assert heard_by(Role.MEMBER) == []
    assert heard_by(Role.STEWARD) == [Role.MEMBER, Role.COORDINATOR]
