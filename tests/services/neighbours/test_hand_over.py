"""Handing over what a helper promised: said why, asked of others at once, and agreed by nobody but the two anew."""

from datetime import timedelta

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.kept import Keep
from tests.support.telling import scalar

WHY = {"reason": "Ben lies in hospital"}


@pytest.fixture
def helpers(keep: Keep) -> CircleOfHelpers:
    return keep(CircleOfHelpers)


def test_each_promise_is_called_off_and_others_are_asked_at_once(helpers: CircleOfHelpers) -> None:
    gil = helpers.world.person("Gil", asks_a_day=5, asks_a_week=10)
    gil.post(f"{helpers.path}/join")
    gil.offer()
    first, one = helpers.promised(helpers.ana)
    second, two = helpers.promised(helpers.eli)
    done = helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    assert (set(done["matches"]), set(done["needs"])) == ({one, two}, {first, second})
    helpers.world.tick()
    for author, need, match in ((helpers.ana, first, one), (helpers.eli, second, two)):
        off = author.get(f"/v1/matches/{match}")
        assert (off["status"], off["end_code"]) == ("cancelled", "handed_over")
        assert author.get(f"/v1/needs/{need}")["status"] == "open"
        assert gil.match_on(need)["status"] == "proposed", "with neither key turned"
        assert "handed_over" in author.inbox()
    assert not [m for m in helpers.ben.get("/v1/matches?limit=50")["items"] if m["status"] == "proposed"]


def test_the_helper_hears_once_and_reads_why(helpers: CircleOfHelpers) -> None:
    helpers.promised(helpers.ana)
    helpers.promised(helpers.eli)
    helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    helpers.world.tick()
    subjects = [mail["subject"] for mail in helpers.world.outbox("ben@example.org")]
    assert subjects.count("Others take over what you promised") == 1
    [decision] = helpers.ben.get("/v1/decisions")["items"]
    assert (decision["outcome"], decision["reason"]) == ("handed_over", WHY["reason"])
    assert decision["appeal_until"] is None


def test_each_author_reads_why_in_the_history_of_their_need(helpers: CircleOfHelpers) -> None:
    need, _ = helpers.promised(helpers.ana)
    helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    lines = helpers.ana.get(f"/v1/needs/{need}/history")["items"]
    [off] = [line for line in lines if line["kind"] == "match_cancelled"]
    assert (off["who"], off["reason"]) == ("coordinator", WHY["reason"])


def test_a_yes_that_waits_is_taken_back_too(helpers: CircleOfHelpers) -> None:
    need = helpers.ana.need(criteria={"decide": "i_choose"})["id"]
    match = helpers.ben.post(f"/v1/needs/{need}/responses", {"offer_id": helpers.offer})["id"]
    helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    ended = "SELECT status || ' ' || end_code FROM match WHERE id = :id"
    assert scalar(helpers.world.database, ended, id=match) == "withdrawn handed_over"


def test_well_again_the_helper_may_answer_by_themselves(helpers: CircleOfHelpers) -> None:
    need, _ = helpers.promised(helpers.ana)
    helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    helpers.world.tick()
    again = helpers.ben.post(f"/v1/needs/{need}/responses", {"offer_id": helpers.offer})
    assert again["status"] == "accepted"


def test_what_has_begun_stays_with_the_helper(helpers: CircleOfHelpers) -> None:
    now = helpers.world.now()
    window = {"from": (now + timedelta(hours=1)).isoformat(), "to": (now + timedelta(hours=4)).isoformat()}
    _, begun = helpers.promised(helpers.ana, when={"kind": "windows", "windows": [window]}, minutes=180)
    helpers.world.advance(hours=2)
    done = helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    assert done == {"matches": [], "needs": []}
    assert helpers.ben.get(f"/v1/matches/{begun}")["status"] == "confirmed"
    helpers.world.tick()
    assert "promises_handed_over" not in helpers.ben.inbox()


def test_nothing_is_handed_over_without_a_reason(helpers: CircleOfHelpers) -> None:
    path = f"{helpers.path}/people/{helpers.ben.id}/hand-over"
    assert helpers.dora.refused("POST", path, {})["status"] == 422


def test_the_act_stands_in_the_log_and_on_the_card(helpers: CircleOfHelpers) -> None:
    helpers.promised(helpers.ana)
    card = helpers.card(helpers.ben)
    assert "hand_over" in card["allowed"]
    helpers.dora.post(f"{helpers.path}/people/{helpers.ben.id}/hand-over", WHY)
    lines = helpers.cora.get(f"{helpers.path}/log")["items"]
    assert "promises_handed_over" in {line["kind"] for line in lines}
    card = helpers.card(helpers.ben, helpers.cora)
    assert [(one["kind"], one["by_name"], one["text"]) for one in card["remarks"]] == [
        ("promises_handed_over", "Dora", WHY["reason"])
    ]
    assert "hand_over" not in card["allowed"]
