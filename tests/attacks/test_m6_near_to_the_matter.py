"""M6: who was no party themself judged the matter of somebody near to them."""

from collections.abc import Callable

import pytest

from core.ids import new_id
from tests.support.judged_community import JudgedCommunity
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.without_app import entered
from tests.support.world import World, device_for


@pytest.fixture
def nearby(keep: Keep) -> JudgedCommunity:
    return keep(JudgedCommunity)


def _one_phone(_: World, one: Person, other: Person) -> None:
    device = device_for(one, f"{one.name}-{new_id()}")
    other.put(f"/v1/me/devices/{device}", {"address": f"{other.name}-{new_id()}"})


def _one_organisation(world: World, one: Person, other: Person) -> None:
    world.organisation(one, other)


@pytest.mark.parametrize("tie", [_one_phone, _one_organisation])
def test_nobody_judges_whom_they_share_a_phone_or_an_organisation_with(
    nearby: JudgedCommunity, tie: Callable[[World, Person, Person], None]
) -> None:
    need, match = nearby.disputed()
    assert "dispute" in nearby.queue(nearby.cora)
    tie(nearby.world, nearby.cora, nearby.ben)
    assert "dispute" not in nearby.queue(nearby.cora)
    assert "dispute" in nearby.queue(nearby.carl)
    member = f"{nearby.path}/members/{nearby.ben.id}"
    suspended = {"state": "suspended", "reason": "he shouted"}
    answers = [
        nearby.decides(nearby.cora, "match", match, "completed"),
        nearby.cora.call("PATCH", member, suspended),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "not_in_own_matter")] * 2
    tie(nearby.world, nearby.cora, nearby.ana)
    assert nearby.decides(nearby.cora, "need", need, "removed").json()["code"] == "not_in_own_matter"
    hidden = {"hidden": True, "reason": "she is my sister"}
    answer = nearby.cora.call("PATCH", f"{nearby.path}/needs/{need}", hidden, If_Match="*")
    assert answer.json()["code"] == "not_in_own_matter"
    assert nearby.decides(nearby.carl, "match", match, "completed").status_code == 200


def test_who_gave_somebody_their_word_acts_against_them_and_does_not_hear_their_appeal(
    nearby: JudgedCommunity,
) -> None:
    nearby.carl.put(f"{nearby.path}/members/{nearby.ben.id}/vouch")
    nearby.cora.put(f"{nearby.path}/members/{nearby.ben.id}/vouch")
    decision = nearby.suspends(nearby.cora, nearby.ben)
    appeal = nearby.appeals(nearby.ben, decision)
    assert nearby.waits_for(nearby.cora, nearby.carl, nearby.sam, nearby.sara) == ["Sam", "Sara"]
    assert nearby.decides(nearby.carl, "appeal", appeal, "overturned").json()["code"] == "not_in_own_matter"
    nearby.decided(nearby.sam, "appeal", appeal, "upheld")


def test_nobody_judges_what_somebody_near_to_them_reported_for_another(nearby: JudgedCommunity) -> None:
    """Rosa has no app; Mia, who speaks for her and reports for her, acts for an organisation with Cora."""
    mia, ben = nearby.world.person("Mia"), nearby.ben
    mia.post(f"{nearby.path}/join")
    rosa = entered(nearby.world, mia, "Rosa", phone="+15175550911")["id"]
    need = mia.need(community_id=nearby.id, on_behalf_of=rosa)["id"]
    match = ben.post(f"/v1/needs/{need}/responses", {})["id"]
    nearby.world.organisation(nearby.cora, mia)
    mia.post("/v1/reports", {"about": {"type": "match", "id": match}, "kind": "harassment"})
    assert "report" not in nearby.queue(nearby.cora)
    assert "report" in nearby.queue(nearby.carl)
