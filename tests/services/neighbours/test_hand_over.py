"""Handing over what a helper promised: said why, asked of others at once, and agreed by nobody but the two anew."""

from datetime import timedelta

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.telling import scalar
from tests.support.world import World

WHY = {"reason": "Ben lies in hospital"}


@pytest.fixture
def circle(world: World) -> CircleOfHelpers:
    return CircleOfHelpers(world)


def test_each_promise_is_called_off_and_others_are_asked_at_once(circle: CircleOfHelpers) -> None:
    gil = circle.world.person("Gil", asks_a_day=5, asks_a_week=10)
    gil.post(f"{circle.path}/join")
    gil.offer()
    first, one = circle.promised(circle.ana)
    second, two = circle.promised(circle.eli)
    done = circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    assert (set(done["matches"]), set(done["needs"])) == ({one, two}, {first, second})
    circle.world.tick()
    for author, need, match in ((circle.ana, first, one), (circle.eli, second, two)):
        off = author.get(f"/v1/matches/{match}")
        assert (off["status"], off["end_code"]) == ("cancelled", "handed_over")
        assert author.get(f"/v1/needs/{need}")["status"] == "open"
        assert gil.match_on(need)["status"] == "proposed", "with neither key turned"
        assert "handed_over" in author.inbox()
    assert not [m for m in circle.ben.get("/v1/matches?limit=50")["items"] if m["status"] == "proposed"]


def test_the_helper_hears_once_and_reads_why(circle: CircleOfHelpers) -> None:
    circle.promised(circle.ana)
    circle.promised(circle.eli)
    circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    circle.world.tick()
    subjects = [mail["subject"] for mail in circle.world.outbox("ben@example.org")]
    assert subjects.count("Others take over what you promised") == 1
    [decision] = circle.ben.get("/v1/decisions")["items"]
    assert (decision["outcome"], decision["reason"]) == ("handed_over", WHY["reason"])
    assert decision["appeal_until"] is None


def test_each_author_reads_why_in_the_history_of_their_need(circle: CircleOfHelpers) -> None:
    need, _ = circle.promised(circle.ana)
    circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    lines = circle.ana.get(f"/v1/needs/{need}/history")["items"]
    [off] = [line for line in lines if line["kind"] == "match_cancelled"]
    assert (off["who"], off["reason"]) == ("coordinator", WHY["reason"])


def test_a_yes_that_waits_is_taken_back_too(circle: CircleOfHelpers) -> None:
    need = circle.ana.need(criteria={"decide": "i_choose"})["id"]
    match = circle.ben.post(f"/v1/needs/{need}/responses", {"offer_id": circle.offer})["id"]
    circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    ended = "SELECT status || ' ' || end_code FROM match WHERE id = :id"
    assert scalar(circle.world.database, ended, id=match) == "withdrawn handed_over"


def test_well_again_the_helper_may_answer_by_themselves(circle: CircleOfHelpers) -> None:
    need, _ = circle.promised(circle.ana)
    circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    circle.world.tick()
    again = circle.ben.post(f"/v1/needs/{need}/responses", {"offer_id": circle.offer})
    assert again["status"] == "accepted"


def test_what_has_begun_stays_with_the_helper(circle: CircleOfHelpers) -> None:
    now = circle.world.now()
    window = {"from": (now + timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=4)).isoformat()}
    _, begun = circle.promised(circle.ana, when={"kind": "windows", "windows": [window]}, minutes=180)
    circle.world.advance(hours=2)
    done = circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    assert done == {"matches": [], "needs": []}
    assert circle.ben.get(f"/v1/matches/{begun}")["status"] == "confirmed"
    circle.world.tick()
    assert "promises_handed_over" not in circle.ben.inbox()


def test_nothing_is_handed_over_without_a_reason(circle: CircleOfHelpers) -> None:
    path = f"{circle.path}/people/{circle.ben.id}/hand-over"
    assert circle.dora.refused("POST", path, {})["status"] == 422


def test_the_act_stands_in_the_log_and_on_the_card(circle: CircleOfHelpers) -> None:
    circle.promised(circle.ana)
    card = circle.card(circle.ben)
    assert "hand_over" in card["allowed"]
    circle.dora.post(f"{circle.path}/people/{circle.ben.id}/hand-over", WHY)
    lines = circle.cora.get(f"{circle.path}/log")["items"]
    assert "promises_handed_over" in {line["kind"] for line in lines}
    card = circle.card(circle.ben, circle.cora)
    assert [(one["kind"], one["by_name"], one["text"]) for one in card["remarks"]] == [
        ("promises_handed_over", "Dora", WHY["reason"])
    ]
    assert "hand_over" not in card["allowed"]
