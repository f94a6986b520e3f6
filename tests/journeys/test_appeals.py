"""What a human decided about somebody can be said to be wrong, and another human looks again."""

from functools import partial

import pytest

from core.models.link import LinkPurpose
from services.safety import outside
from tests.support import pages
from tests.support.at_once import at_once
from tests.support.judged_community import JudgedCommunity
from tests.support.kept import Keep
from tests.support.telling import scalar
from tests.support.world import World
from texts.catalogue import say


@pytest.fixture
def judged(keep: Keep) -> JudgedCommunity:
    return keep(JudgedCommunity)


def test_a_need_taken_down_is_put_back_by_another(judged: JudgedCommunity) -> None:
    need, decision = judged.removed(judged.cora)
    ana, world = judged.ana, judged.world
    world.tick()
    assert {"you_may_appeal", "moderated"} <= set(ana.inbox())
    [line] = [one for one in ana.get(f"/v1/needs/{need}/history")["items"] if one["kind"] == "need_removed"]
    assert line["decision_id"] == decision
    told = ana.get(f"/v1/decisions/{decision}")
    assert (told["outcome"], told["by"], told["reason"]) == (
        "removed",
        "coordinator",
        "this is an advertisement",
    )
    assert (told["about"], told["appeal"]) == ({"type": "need", "id": need}, None)
    assert told["appeal_until"] > told["at"]

    appeal = judged.appeals(ana, decision, "I only asked for bread")
    world.tick()
    assert judged.waits_for(judged.cora, judged.carl, judged.sam, judged.sara) == ["Carl", "Sam", "Sara"]
    assert "needs_a_human" in judged.carl.inbox()
    path = f"{judged.path}/appeals/{appeal}"
    heard = judged.carl.get(path)
    assert (heard["text"], heard["decision"]["reason"]) == (
        "I only asked for bread",
        "this is an advertisement",
    )
    for call in (("GET", path, None), ("POST", f"{judged.path}/decisions", _uphold(judged, appeal))):
        assert judged.cora.refused(*call)["code"] == "not_in_own_matter"
        assert judged.ben.refused(*call)["code"] == "not_yours_to_do"
        assert world.person("Olga").refused(*call)["status"] == 404

    judged.decided(judged.carl, "appeal", appeal, "overturned", "bread is no advertisement")
    assert ana.get(f"/v1/needs/{need}")["status"] == "open"
    world.tick()
    assert "appeal_overturned" in ana.inbox()
    after = ana.get(f"/v1/decisions/{decision}")
    assert (after["appeal_until"], after["appeal"]["outcome"]) == (None, "overturned")
    assert after["appeal"]["reason"] == "bread is no advertisement"
    assert judged.waits_for(judged.carl, judged.sam, judged.sara) == []
    kinds = [one["kind"] for one in ana.get(f"/v1/needs/{need}/history")["items"]]
    assert {"appeal_made", "decision_overturned", "need_reinstated"} <= set(kinds)


def test_the_letter_about_an_appeal_leads_to_what_to_do(judged: JudgedCommunity) -> None:
    """lived 23: to whoever is to hear it, who takes it up there."""
    _, decision = judged.removed(judged.cora)
    appeal = judged.appeals(judged.ana, decision, "I only asked for bread")
    judged.world.tick()
    query = "SELECT CAST(id AS text) FROM notification WHERE person_id = :p AND subject_id = :a"
    told = str(scalar(judged.world.database, query, p=judged.carl.id, a=appeal))
    page = pages.get(judged.world.http, pages.link_for(judged.world, LinkPurpose.HUMAN, judged.carl, told))
    assert say("page.human.do.appeal", "en") in page.text
    assert "bread" not in page.text, "what they say is read signed in"
    assert "It is yours" in pages.press(judged.world.http, page, "take").text


def _uphold(judged: JudgedCommunity, appeal: str) -> dict[str, object]:
    return judged.decision("appeal", appeal, "upheld")


def test_an_appeal_is_made_once_and_what_is_decided_on_it_is_final(judged: JudgedCommunity) -> None:
    need, decision = judged.removed(judged.cora)
    appeal = judged.appeals(judged.ana, decision)
    again = judged.ana.refused("POST", f"/v1/decisions/{decision}/appeal", {"text": "once more"})
    assert (again["status"], again["code"]) == (409, "already_appealed")
    final = judged.decided(judged.carl, "appeal", appeal, "upheld")
    assert judged.decides(judged.carl, "appeal", appeal, "upheld").status_code == 200, "repeating is harmless"
    assert judged.decides(judged.sam, "appeal", appeal, "overturned").status_code == 409
    told = judged.ana.get(f"/v1/decisions/{final}")
    assert (told["about"]["type"], told["outcome"], told["appeal_until"]) == ("appeal", "upheld", None)
    refused = judged.ana.refused("POST", f"/v1/decisions/{final}/appeal", {"text": "and this?"})
    assert (refused["status"], refused["code"]) == (409, "no_appeal")
    assert judged.ana.get(f"/v1/needs/{need}")["status"] == "removed"
    assert judged.ben.refused("POST", f"/v1/decisions/{decision}/appeal", {"text": "me too"})["status"] == 404


def test_a_coordinator_who_is_suspended_is_heard_by_another_steward(judged: JudgedCommunity) -> None:
    """Whoever decided hears nothing of it again, and no coordinator judges what a steward decided."""
    decision = judged.suspends(judged.sam, judged.cora, "she shouted at Ana")
    assert judged.cora.call("GET", f"{judged.path}/queue").status_code == 404
    appeal = judged.appeals(judged.cora, decision, "it was somebody else")
    assert judged.waits_for(judged.sam, judged.carl, judged.sara) == ["Sara"]
    assert judged.decides(judged.sam, "appeal", appeal, "upheld").json()["code"] == "not_in_own_matter"
    assert judged.decides(judged.carl, "appeal", appeal, "upheld").json()["code"] == "not_yours_to_do"
    judged.decided(judged.sara, "appeal", appeal, "overturned", "it was somebody else indeed")
    assert judged.cora.call("GET", f"{judged.path}/queue").status_code == 200


def test_of_what_is_no_complaint_about_them_a_coordinators_equal_hears(judged: JudgedCommunity) -> None:
    judged.world.appoint(judged.ben, judged.id, "coordinator")
    need = judged.ben.need(community_id=judged.id)["id"]
    judged.appeals(
        judged.ben, judged.decided(judged.carl, "need", need, "removed", "this is an advertisement")
    )
    assert judged.waits_for(judged.cora, judged.carl, judged.ben, judged.sam) == ["Cora", "Sam"]


def test_where_nobody_is_left_the_operator_hears_it(world: World) -> None:
    sam, ben = world.person("Sam"), world.person("Ben")
    path = f"/v1/communities/{world.community(sam, ben)['id']}"
    sam.patch(f"{path}/members/{ben.id}", {"state": "suspended", "reason": "he shouted"})
    [decision] = ben.get("/v1/decisions")["items"]
    assert (decision["about"]["type"], decision["reason"], decision["by"]) == (
        "membership",
        "he shouted",
        "steward",
    )
    ben.post(f"/v1/decisions/{decision['id']}/appeal", {"text": "I was not there"})
    with world.database.transaction() as session:
        [(appeal, _)] = outside.waiting(session)
        heard = outside.read(session, appeal.id)
        assert (heard.text, heard.reason) == ("I was not there", "he shouted")
        outside.decide(session, appeal.id, upheld=False, reason="he was not", now=world.now())
    with world.database.transaction() as session:
        assert outside.waiting(session) == []
    assert [one["state"] for one in ben.get("/v1/me")["memberships"]] == ["active"]
    [answer, _] = ben.get("/v1/decisions")["items"]
    assert (answer["by"], answer["reason"]) == ("operator", "he was not")


def test_whoever_is_kept_away_hears_no_appeal_and_that_of_who_left_nobody(shared_world: World) -> None:
    """The operator does, where nobody else of the circle is left; until its words are gone with whose it was."""
    sam, sara, ben = (shared_world.person(name) for name in ("Sam", "Sara", "Ben"))
    here = shared_world.community(sam, sara, ben)["id"]
    shared_world.appoint(sara, here, "steward")
    need = ben.need(community_id=here)["id"]
    suspended = {"state": "suspended", "reason": "he shouted"}
    sam.patch(f"/v1/communities/{here}/members/{ben.id}", suspended)
    decision = ben.get("/v1/decisions")["items"][0]["id"]
    appeal = ben.post(f"/v1/decisions/{decision}/appeal", {"text": "I was not there"})["appeal"]["id"]

    def waits_for_the_operator() -> bool:
        with shared_world.database.transaction() as session:
            return appeal in {str(one.id) for one, _ in outside.waiting(session)}

    assert not waits_for_the_operator(), "Sara may hear it"
    sara.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    assert "appeal" not in {one["why"] for one in sara.get(f"/v1/communities/{here}/queue")["items"]}
    assert waits_for_the_operator()
    ben.delete("/v1/me")
    assert not waits_for_the_operator()


def test_how_a_dispute_was_decided_is_turned_round_with_what_follows(judged: JudgedCommunity) -> None:
    """Only whom it goes against appeals, so that nobody takes the other's appeal from them."""
    need, match = judged.disputed()
    decision = judged.decided(judged.cora, "match", match, "completed", "Ben told me")
    assert judged.ana.get(f"/v1/needs/{need}")["status"] == "fulfilled"
    assert judged.ben.get(f"/v1/decisions/{decision}")["appeal_until"] is None
    assert (
        judged.ben.refused("POST", f"/v1/decisions/{decision}/appeal", {"text": "fine by me"})["code"]
        == "no_appeal"
    )
    appeal = judged.appeals(judged.ana, decision, "he never came")
    judged.decided(judged.carl, "appeal", appeal, "overturned", "the shop says he never came")
    assert judged.ana.get(f"/v1/matches/{match}")["status"] == "failed"
    assert judged.ana.get(f"/v1/needs/{need}")["status"] == "open"
    judged.world.tick()
    assert "decided" in judged.ben.inbox()


def test_a_concern_that_was_closed_is_opened_again_and_the_accused_hears_nothing(
    judged: JudgedCommunity,
) -> None:
    need = judged.ana.need(community_id=judged.id)["id"]
    match = judged.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    judged.ana.post(f"/v1/matches/{match}/confirm")
    judged.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    decision = judged.decided(judged.cora, "match", match, "concern_closed", "I spoke with both")

    def seen_by_ben() -> list[object]:
        judged.world.tick()
        paths = ("/v1/decisions", "/v1/me/notifications", f"/v1/matches/{match}", f"/v1/needs/{need}/history")
        return [(answer.status_code, answer.text) for answer in (judged.ben.call("GET", p) for p in paths)]

    before = seen_by_ben()
    appeal = judged.appeals(judged.ana, decision, "nobody spoke with me")
    assert judged.ben.refused("POST", f"/v1/decisions/{decision}/appeal", {"text": "x"})["status"] == 404
    judged.decided(judged.carl, "appeal", appeal, "overturned", "indeed nobody had")
    assert "concern" in judged.queue(judged.sam)
    assert seen_by_ben() == before


def test_who_asked_cannot_tell_that_a_helpers_concern_about_them_is_heard_again(
    judged: JudgedCommunity,
) -> None:
    """The history of a need is its author's to read: of what is about them it holds nothing, nor does any ETag."""
    need = judged.ana.need(community_id=judged.id)["id"]
    match = judged.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    judged.ana.post(f"/v1/matches/{match}/confirm")
    judged.ben.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    decision = judged.decided(judged.cora, "match", match, "concern_closed", "I spoke with both")
    thing = f"/v1/needs/{need}"
    paths = (thing, f"{thing}/history", f"/v1/matches/{match}", "/v1/me/notifications", "/v1/decisions")

    def seen_by_ana() -> list[object]:
        judged.world.tick()
        answers = [judged.ana.call("GET", path) for path in paths]
        return [(answer.status_code, answer.headers.get("etag"), answer.text) for answer in answers]

    before = seen_by_ana()
    appeal = judged.appeals(judged.ben, decision, "nobody spoke with me")
    assert seen_by_ana() == before
    judged.decided(judged.carl, "appeal", appeal, "overturned", "indeed nobody had")
    assert "concern" in judged.queue(judged.sam)
    assert seen_by_ana() == before


def test_an_appeal_comes_too_late_and_against_what_no_longer_stands_there_is_none(
    judged: JudgedCommunity,
) -> None:
    need = judged.ana.need(community_id=judged.id)["id"]
    path = f"{judged.path}/needs/{need}"
    for hidden in (True, False):
        judged.cora.patch(path, {"hidden": hidden, "reason": "let me look"})
    shown, hid = judged.ana.get("/v1/decisions")["items"][:2]
    assert [(one["outcome"], one["appeal_until"]) for one in (shown, hid)] == [
        ("shown", None),
        ("hidden", None),
    ]
    assert (
        judged.ana.refused("POST", f"/v1/decisions/{hid['id']}/appeal", {"text": "x"})["code"] == "no_appeal"
    )
    _, decision = judged.removed(judged.cora)
    judged.world.advance(days=30, seconds=1)
    late = judged.ana.refused("POST", f"/v1/decisions/{decision}/appeal", {"text": "x"})
    assert (late["status"], late["code"]) == (409, "no_appeal")


def test_what_was_decided_is_undone_only_while_it_is_the_last_word(judged: JudgedCommunity) -> None:
    need, decision = judged.removed(judged.cora)
    appeal = judged.appeals(judged.ana, decision)
    judged.decided(judged.carl, "need", need, "reinstated")
    judged.decided(judged.sam, "need", need, "removed", "now it is one")
    judged.decided(judged.sara, "appeal", appeal, "overturned", "the first time it was none")
    assert judged.ana.get(f"/v1/needs/{need}")["status"] == "removed"


def test_nobody_is_suspended_without_a_reason(judged: JudgedCommunity) -> None:
    refused = judged.cora.refused("PATCH", f"{judged.path}/members/{judged.ben.id}", {"state": "suspended"})
    assert (refused["status"], refused["errors"][0]["code"]) == (422, "reason_needed")
    assert judged.ben.get("/v1/decisions")["items"] == []
    assert [one["state"] for one in judged.ben.get("/v1/me")["memberships"]] == ["active"]


def test_the_appeal_of_who_erased_themself_waits_for_nobody(judged: JudgedCommunity) -> None:
    _, decision = judged.removed(judged.cora)
    appeal = judged.appeals(judged.ana, decision)
    judged.ana.delete("/v1/me")
    assert judged.waits_for(judged.carl, judged.sam) == []
    assert judged.decides(judged.carl, "appeal", appeal, "upheld").status_code == 404


def test_two_appeals_at_once_are_one_and_two_answers_at_once_are_one(judged: JudgedCommunity) -> None:
    need, decision = judged.removed(judged.cora)
    path, said = f"/v1/decisions/{decision}/appeal", {"text": "it was not so"}
    answers = at_once([partial(judged.ana.call, "POST", path, said) for _ in range(3)])
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    appeal = judged.ana.get(f"/v1/decisions/{decision}")["appeal"]["id"]
    words = ((judged.carl, "overturned"), (judged.sam, "upheld"))
    answers = at_once([partial(judged.decides, who, "appeal", appeal, word) for who, word in words])
    assert sorted(one.status_code for one in answers) == [200, 409]
    outcome = judged.ana.get(f"/v1/decisions/{decision}")["appeal"]["outcome"]
    status = "open" if outcome == "overturned" else "removed"
    assert judged.ana.get(f"/v1/needs/{need}")["status"] == status


def test_whoever_speaks_for_somebody_appeals_for_them(judged: JudgedCommunity) -> None:
    just_now = judged.world.now().isoformat()
    rosa = judged.ben.post(
        "/v1/people", {"display_name": "Rosa", "consent": {"how": "phone", "at": just_now}}
    )["id"]
    need = judged.ben.need(on_behalf_of=rosa, community_id=judged.id)["id"]
    decision = judged.decided(judged.cora, "need", need, "removed", "we do not do that")
    appeal = judged.appeals(judged.ben, decision, "she has no one else")
    [line] = [
        one for one in judged.ben.get(f"/v1/needs/{need}/history")["items"] if one["kind"] == "appeal_made"
    ]
    assert (line["who"], line["for_whom"]) == ("representative", "author")
    judged.decided(judged.carl, "appeal", appeal, "overturned")
    assert judged.ben.get(f"/v1/needs/{need}")["status"] == "open"
