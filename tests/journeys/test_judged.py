"""Somebody is reported and judged, with a reason; appeals, and is heard by another who reads what was frozen."""

import pytest

from tests.support.judged_community import JudgedCommunity
from tests.support.kept import Keep
from tests.support.people import Person


@pytest.fixture
def court(keep: Keep) -> JudgedCommunity:
    return keep(JudgedCommunity)


def reported(court: JudgedCommunity, helper: Person) -> str:
    """Ana met a helper and reports them; the id of the case, as Sam finds it in the queue."""
    need = court.ana.need(community_id=court.id)["id"]
    match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
    court.ana.post(f"/v1/matches/{match}/confirm")
    about = {"about": {"type": "match", "id": match}, "kind": "harassment", "text": "he threatened me"}
    court.ana.post("/v1/reports", about)
    found = court.sam.get(f"{court.path}/queue")["items"]
    return str(next(entry["case_id"] for entry in found if entry["why"] == "report"))


def evidence(court: JudgedCommunity, who: Person, case: str) -> list[str]:
    return [piece["text"] for piece in who.get(f"{court.path}/cases/{case}")["evidence"]]


def in_the_log(court: JudgedCommunity, who: Person) -> dict[str, str | None]:
    """By kind of act, why it was done as a steward reads it."""
    return {one["kind"]: one["reason"] for one in who.get(f"{court.path}/log")["items"]}


def test_a_coordinator_is_warned_by_a_steward_and_another_hears_the_appeal(court: JudgedCommunity) -> None:
    case = reported(court, court.cora)
    assert court.decides(court.carl, "case", case, "warned").status_code == 404, "for stewards alone"
    decision = court.decided(court.sam, "case", case, "warned", "nobody is threatened here")
    assert court.decides(court.sam, "case", case, "warned").json()["decision_id"] == decision
    assert court.decides(court.sam, "case", case, "closed").status_code == 409
    court.world.tick()
    assert {"warned", "you_may_appeal"} <= set(court.cora.inbox())
    told = court.cora.get(f"/v1/decisions/{decision}")
    assert (told["outcome"], told["by"], told["reason"]) == ("warned", "steward", "nobody is threatened here")
    assert court.ana.id not in court.cora.call("GET", "/v1/decisions").text, "who said so stays unsaid"
    assert court.ana.call("GET", f"/v1/decisions/{decision}").status_code == 404

    appeal = court.appeals(court.cora, decision, "I never threatened anybody")
    assert court.waits_for(court.sam, court.carl, court.sara) == ["Sara"]
    assert "he threatened me" in evidence(court, court.sara, case)
    court.world.advance(days=40)
    assert "he threatened me" in evidence(court, court.sara, case), "kept while the appeal waits"
    court.decided(court.sara, "appeal", appeal, "overturned", "it was somebody else")
    assert evidence(court, court.sara, case) == []
    acts = in_the_log(court, court.sam)
    assert acts["person_warned"] == "nobody is threatened here", "they heard it themselves"
    assert {"person_warned", "case_read", "decision_overturned"} <= acts.keys()
    assert court.cora.get(f"/v1/decisions/{decision}")["appeal"]["outcome"] == "overturned"


def test_who_is_suspended_for_what_was_reported_is_let_back_by_another(court: JudgedCommunity) -> None:
    case = reported(court, court.ben)
    decision = court.decided(court.cora, "case", case, "suspended", "he threatened somebody")
    assert [one["state"] for one in court.ben.get("/v1/me")["memberships"]] == ["suspended"]
    appeal = court.appeals(court.ben, decision)
    assert court.decides(court.cora, "appeal", appeal, "upheld").json()["code"] == "not_in_own_matter"
    court.decided(court.carl, "appeal", appeal, "overturned", "he did not")
    assert [one["state"] for one in court.ben.get("/v1/me")["memberships"]] == ["active"]


def test_who_reported_it_hears_no_appeal_though_they_answer_for_enough(court: JudgedCommunity) -> None:
    case = reported(court, court.ben)
    decision = court.decided(court.cora, "case", case, "suspended", "he threatened somebody")
    court.world.appoint(court.ana, court.id, "coordinator")
    appeal = court.appeals(court.ben, decision)
    assert court.waits_for(court.ana, court.carl) == ["Carl"]
    assert court.decides(court.ana, "appeal", appeal, "upheld").json()["code"] == "not_in_own_matter"


def test_the_log_tells_why_in_a_case_to_those_alone_who_may_hear_it(court: JudgedCommunity) -> None:
    """Also of what was its end, and of the appeal: Sara has an organisation with Ben, and Ana reported him."""
    case = reported(court, court.ben)
    decision = court.decided(court.cora, "case", case, "suspended", "he threatened somebody")
    appeal = court.appeals(court.ben, decision)
    court.decided(court.carl, "appeal", appeal, "upheld", "he did indeed")
    court.world.organisation(court.sara, court.ben)
    court.world.appoint(court.ana, court.id, "steward")
    acts = ("member_suspended", "decision_upheld")
    for who, read in ((court.sam, True), (court.sara, False), (court.ana, False)):
        told = in_the_log(court, who)
        wanted = ["he threatened somebody", "he did indeed"] if read else [None, None]
        assert [told[act] for act in acts] == wanted, who.name
    evidence(court, court.sam, case)
    for who, read in ((court.sam, True), (court.sara, False)):
        [line] = who.get(f"{court.path}/log?kind=case_read")["items"]
        assert (line["subject"] is not None) is read, who.name


def test_the_log_tells_nobody_why_their_equal_was_warned(court: JudgedCommunity) -> None:
    court.decided(court.cora, "case", reported(court, court.ben), "warned", "he threatened somebody")
    assert in_the_log(court, court.sam)["person_warned"] == "he threatened somebody"
    court.world.appoint(court.ben, court.id, "steward")
    assert in_the_log(court, court.sam)["person_warned"] is None


def test_a_steward_reads_in_no_log_of_a_concern_about_them(court: JudgedCommunity) -> None:
    need = court.ana.need(community_id=court.id)["id"]
    match = court.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    court.ana.post(f"/v1/matches/{match}/confirm")
    court.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    decision = court.decided(court.cora, "match", match, "concern_closed", "I spoke with both")
    appeal = court.appeals(court.ana, decision, "nobody spoke with me")
    court.decided(court.carl, "appeal", appeal, "upheld", "somebody had")
    assert in_the_log(court, court.sam)["decision_upheld"] == "somebody had"
    court.world.appoint(court.ben, court.id, "steward")
    assert in_the_log(court, court.ben)["decision_upheld"] is None
    assert in_the_log(court, court.sam)["decision_upheld"] is None, "about an equal by now"


def test_an_appeal_is_for_whoever_answers_for_more_than_the_accused_does_by_now(
    court: JudgedCommunity,
) -> None:
    """Ben coordinates by now: a fellow coordinator does not judge what was said about him."""
    need = court.ana.need(community_id=court.id)["id"]
    match = court.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    court.ana.post(f"/v1/matches/{match}/confirm")
    court.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    decision = court.decided(court.cora, "match", match, "concern_closed", "I spoke with both")
    appeal = court.appeals(court.ana, decision, "nobody spoke with me")
    assert court.waits_for(court.carl, court.sam) == ["Carl", "Sam"]
    court.world.appoint(court.ben, court.id, "coordinator")
    assert court.waits_for(court.carl, court.sam) == ["Sam"]
    assert court.decides(court.carl, "appeal", appeal, "upheld").json()["code"] == "not_yours_to_do"


def test_of_a_case_that_is_closed_whom_it_was_about_hears_nothing(court: JudgedCommunity) -> None:
    case = reported(court, court.ben)
    court.world.tick()
    before = [
        court.ben.call("GET", path).text for path in ("/v1/decisions", "/v1/me/notifications", "/v1/matches")
    ]
    assert court.decides(court.cora, "case", case, "closed").status_code == 200
    court.world.tick()
    after = [
        court.ben.call("GET", path).text for path in ("/v1/decisions", "/v1/me/notifications", "/v1/matches")
    ]
    assert after == before
    assert court.ana.get("/v1/reports")["items"][-1]["status"] == "looked_at"


def test_who_reported_hears_no_appeal_against_what_came_of_it(court: JudgedCommunity) -> None:
    """Carl, who is a coordinator like Cora, reported Ben himself."""
    case = reported(court, court.ben)
    need = court.carl.need(community_id=court.id)["id"]
    match = court.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    court.carl.post(f"/v1/matches/{match}/confirm")
    court.carl.post("/v1/reports", {"about": {"type": "match", "id": match}, "kind": "fake"})
    assert court.decides(court.carl, "case", case, "closed").json()["code"] == "not_in_own_matter"
    appeal = court.appeals(court.ben, court.decided(court.cora, "case", case, "warned"))
    assert court.waits_for(court.cora, court.carl, court.sam) == ["Sam"]
    assert court.decides(court.carl, "appeal", appeal, "upheld").json()["code"] == "not_in_own_matter"


def test_who_erased_themself_is_judged_all_the_same(court: JudgedCommunity) -> None:
    case = reported(court, court.ben)
    court.ben.delete("/v1/me")
    assert court.decides(court.cora, "case", case, "suspended", "he threatened somebody").status_code == 200
    court.world.tick()
    assert evidence(court, court.cora, case) == []
    assert court.ana.get("/v1/reports")["items"][-1]["acted"] is True
