"""Two who wanted a rival gone reported him again after each pause, and whatever a human had said of it."""

import pytest

from matching.words.reporting import ReportKind
from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


@pytest.fixture
def reported(world: World) -> ReportedCommunity:
    return ReportedCommunity(world)


def is_paused(reported: ReportedCommunity) -> bool:
    need = reported.world.person("Dora").need(urgency="flexible")["id"]
    answer = reported.ben.call("POST", f"/v1/needs/{need}/responses", {})
    return answer.status_code == 409 and answer.json()["code"] == "matching_paused"


def test_the_same_two_pause_nobody_a_second_time(reported: ReportedCommunity) -> None:
    world = reported.world
    two = reported.by_two()
    assert is_paused(reported)

    def again(kind: ReportKind) -> None:
        for who in two:
            match = next(m["id"] for m in who.get("/v1/matches")["items"] if m["status"] == "confirmed")
            reported.report(who, "match", match, kind=kind)
        world.tick()

    world.advance(hours=49)
    again(ReportKind.FELT_UNSAFE)
    assert not is_paused(reported), "nobody has looked, and a human still may"
    body = {
        "about": {"type": "case", "id": reported.case_of(reported.cora)},
        "outcome": "closed",
        "reason": "no",
    }
    reported.cora.post(f"/v1/communities/{reported.id}/decisions", body)
    again(ReportKind.FAKE)
    assert not is_paused(reported), "a human has looked"
    reported.by_two()
    assert is_paused(reported), "others are heard as ever"
