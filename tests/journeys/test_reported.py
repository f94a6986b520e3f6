"""Somebody is reported by two people: paused, looked at, and cleared; or judged by whoever answers for more."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.models import Case
from core.models.link import LinkPurpose
from matching.words.reporting import CaseOutcome
from services.cases import freezing
from services.safety import cases
from tests.support import pages
from tests.support.people import Person
from tests.support.reported_community import ReportedCommunity, texts
from tests.support.world import World


@pytest.fixture
def reported(world: World) -> ReportedCommunity:
    return ReportedCommunity(world)


def close(reported: ReportedCommunity, case_id: str, outcome: CaseOutcome, by: Person) -> None:
    reported.within(
        lambda session, now: cases.close(
            session, session.get_one(Case, UUID(case_id)), by=UUID(by.id), outcome=outcome, now=now
        )
    )
    reported.world.tick()


def test_a_helper_reported_by_two_is_paused_until_a_human_has_looked(reported: ReportedCommunity) -> None:
    world, ben = reported.world, reported.ben
    ben.patch("/v1/me", {"asks_a_day": 5, "asks_a_week": 10})
    ben.offer(capacity={"at_a_time": 5, "per_week": 10})
    dora = world.person("Dora")
    asked = dora.need(title="soup")["id"]
    world.tick()
    assert ben.match_on(asked)["status"] == "proposed"

    ana, _eve = reported.by_two()
    assert ben.match_on(asked)["status"] == "withdrawn"
    assert {m["status"] for m in ben.get("/v1/matches")["items"]} == {"withdrawn", "confirmed"}
    assert ben.inbox()[0] == "matching_paused"
    later = world.person("Finn").need()["id"]
    world.tick()
    assert later not in {m["need_id"] for m in ben.get("/v1/matches")["items"]}
    assert ben.refused("POST", f"/v1/needs/{asked}/responses", {})["code"] == "matching_paused"

    own = ben.need(urgency="urgent", title="insulin")["id"]
    world.advance(minutes=20)
    assert own in {entry["id"] for entry in reported.queue(reported.cora)}
    assert ben.get(f"/v1/needs/{own}")["status"] == "open"

    case = reported.read(reported.cora, reported.case_of(reported.cora))
    assert case["about_person"] == ben.id
    assert case["paused_until"]
    assert len(case["reports"]) == 2
    assert "he shouted at me" in texts(case)

    close(reported, case["id"], CaseOutcome.CLOSED, reported.cora)
    assert ben.inbox()[0] == "matching_resumed"
    world.advance(hours=1)
    assert later in {m["need_id"] for m in ben.get("/v1/matches")["items"]}, "nothing else kept him unasked"
    assert ben.post(f"/v1/needs/{asked}/responses", {})["status"] == "accepted"
    told = ana.get("/v1/reports")["items"]
    assert [(one["status"], one["acted"]) for one in told] == [("looked_at", False)]
    assert "report_looked_at" in ana.inbox()
    assert [e for e in reported.queue(reported.cora) if e["why"] == "report"] == []


def test_a_verdict_is_one_letter_and_who_reported_reads_whether_anything_followed(
    reported: ReportedCommunity,
) -> None:
    world, (ana, eve) = reported.world, reported.by_two()
    assert reported.cora.inbox().count("report") == 1, "of one case once a day"
    body = {"about": {"type": "case", "id": reported.case_of(reported.cora)}, "reason": "do not shout"}
    reported.cora.post(f"/v1/communities/{reported.id}/decisions", body | {"outcome": "warned"})
    world.tick()
    assert "warned" in reported.ben.inbox()
    assert "matching_resumed" not in reported.ben.inbox(), "all goes on, and a warning, at once"
    for who in (ana, eve):
        [told] = [
            one for one in who.get("/v1/me/notifications")["items"] if one["kind"] == "report_looked_at"
        ]
        page = pages.get(world.http, pages.link_for(world, LinkPurpose.NOTICE, who, told["id"]))
        assert "Something followed." in page.text
        assert "do not shout" not in page.text


def test_a_pause_ends_by_itself_after_two_days(reported: ReportedCommunity) -> None:
    asked = reported.world.person("Dora").need(urgency="flexible")["id"]
    reported.by_two()
    reported.world.advance(hours=47)
    assert reported.ben.refused("POST", f"/v1/needs/{asked}/responses", {})["code"] == "matching_paused"
    reported.world.advance(hours=2)
    assert reported.ben.inbox()[0] == "matching_resumed"
    assert reported.ben.post(f"/v1/needs/{asked}/responses", {})["status"] == "accepted"
    assert len([e for e in reported.queue(reported.cora) if e["why"] == "report"]) == 1


def test_helpers_are_asked_for_a_paused_authors_need_once_the_pause_is_over(
    reported: ReportedCommunity,
) -> None:
    world, ben = reported.world, reported.ben
    helper = world.person("Hal")
    helper.post(f"/v1/communities/{reported.id}/join")
    helper.offer()
    reported.by_two()
    need = ben.need(urgency="flexible")["id"]
    world.tick()
    assert [m for m in helper.get("/v1/matches")["items"] if m["need_id"] == need] == []
    yes = helper.post(f"/v1/needs/{need}/responses", {})["id"]
    assert helper.match_on(need)["status"] == "accepted"
    assert ben.refused("POST", f"/v1/matches/{yes}/confirm")["code"] == "matching_paused"
    world.advance(hours=49)
    assert ben.post(f"/v1/matches/{yes}/confirm")["status"] == "confirmed"


def test_a_coordinator_is_judged_by_stewards_and_a_steward_by_the_operator(
    reported: ReportedCommunity,
) -> None:
    ana = reported.world.person("Ana")
    reported.report(ana, "match", reported.met(ana, reported.cora))
    assert reported.queue(reported.cora) == []
    case_id = reported.case_of(reported.sam)
    path = f"/v1/communities/{reported.id}/cases/{case_id}"
    assert reported.cora.call("GET", path).status_code == 404
    assert texts(reported.read(reported.sam, case_id)) == {"he shouted at me"}
    reported.world.advance(hours=2)
    reported.report(ana, "match", reported.met(ana, reported.sam))
    assert len([e for e in reported.queue(reported.sam) if e["why"] == "report"]) == 1
    [(waiting, _)] = reported.within(lambda session, now: cases.for_operator(session))
    assert waiting.about_id == UUID(reported.sam.id)


def test_who_erases_themself_is_judged_on_the_frozen_copy_which_goes_with_the_case(
    reported: ReportedCommunity,
) -> None:
    ana = reported.world.person("Ana")
    match = reported.met(ana, title="CANARY soup", details="CANARY third bell")
    reported.ben.post(f"/v1/matches/{match}/messages", {"text": "CANARY you will regret this"})
    reported.report(ana, "match", match, text="CANARY he threatened me")
    reported.ben.delete("/v1/me")
    reported.world.tick()
    case_id = reported.case_of(reported.cora)
    assert texts(reported.read(reported.cora, case_id)) == {
        "CANARY soup",
        "CANARY third bell",
        "CANARY you will regret this",
        "CANARY he threatened me",
    }
    close(reported, case_id, CaseOutcome.WARNED, reported.cora)
    assert reported.read(reported.cora, case_id)["evidence"] == []
    assert ana.get("/v1/reports")["items"][0]["acted"] is True


def frozen(reported: ReportedCommunity, case_id: str) -> set[str]:
    """What can still be read of what was frozen for a case."""
    return reported.within(
        lambda session, now: {
            words for _, words in freezing.of_case(session, session.get_one(Case, UUID(case_id)))
        }
    )


def test_what_nobody_judged_goes_ninety_days_after_the_accused_has(reported: ReportedCommunity) -> None:
    ana = reported.world.person("Ana")
    reported.report(ana, "match", reported.met(ana))
    case_id = reported.case_of(reported.cora)
    reported.world.advance(days=40)
    reported.ben.delete("/v1/me")
    reported.world.advance(days=89)
    assert frozen(reported, case_id) == {"he shouted at me"}
    reported.world.advance(days=2)
    assert frozen(reported, case_id) == set()
    outcome = reported.within(lambda session, now: session.get_one(Case, UUID(case_id)).outcome)
    assert outcome is CaseOutcome.LAPSED


def test_the_evidence_of_a_decision_stays_as_long_as_it_may_be_appealed(reported: ReportedCommunity) -> None:
    ana = reported.world.person("Ana")
    reported.report(ana, "match", reported.met(ana))
    case_id = reported.case_of(reported.cora)
    reported.within(
        lambda session, now: cases.close(
            session,
            session.get_one(Case, UUID(case_id)),
            by=UUID(reported.cora.id),
            outcome=CaseOutcome.WARNED,
            keeps_until=now + timedelta(days=30),
            now=now,
        )
    )
    reported.world.advance(days=29)
    assert frozen(reported, case_id)
    reported.world.advance(days=2)
    assert frozen(reported, case_id) == set()


def test_no_key_given_ahead_turns_for_whoever_is_paused(reported: ReportedCommunity) -> None:
    world, helper = reported.world, reported.world.person("Hal")
    helper.post(f"/v1/communities/{reported.id}/join")
    world.vouch_for(helper, reported.id)
    need = reported.ben.need(criteria={"decide": "first_who_fits"})["id"]
    reported.by_two()
    assert helper.post(f"/v1/needs/{need}/responses", {})["status"] == "accepted"
