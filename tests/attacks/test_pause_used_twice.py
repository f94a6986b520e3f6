"""Two who wanted a rival gone reported him again after each pause, and whatever a human had said of it."""

import pytest

from matching.words.reporting import ReportKind
from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


@pytest.fixture
def rivals(world: World) -> ReportedCommunity:
    return ReportedCommunity(world)


def is_paused(rivals: ReportedCommunity) -> bool:
    need = rivals.world.person("Dora").need(urgency="flexible")["id"]
    answer = rivals.ben.call("POST", f"/v1/needs/{need}/responses", {})
    return answer.status_code == 409 and answer.json()["code"] == "matching_paused"


def test_the_same_two_pause_nobody_a_second_time(rivals: ReportedCommunity) -> None:
    world = rivals.world
    two = rivals.by_two()
    assert is_paused(rivals)

    def again(kind: ReportKind) -> None:
        for who in two:
            match = next(m["id"] for m in who.get("/v1/matches")["items"] if m["status"] == "confirmed")
            rivals.report(who, "match", match, kind=kind)
        world.tick()

    world.advance(hours=49)
    again(ReportKind.FELT_UNSAFE)
    assert not is_paused(rivals), "nobody has looked, and a human still may"
    body = {
        "about": {"type": "case", "id": rivals.case_of(rivals.cora)},
        "outcome": "closed",
        "reason": "no",
    }
    rivals.cora.post(f"/v1/communities/{rivals.id}/decisions", body)
    again(ReportKind.FAKE)
    assert not is_paused(rivals), "a human has looked"
    rivals.by_two()
    assert is_paused(rivals), "others are heard as ever"
