"""C1: whoever a concern is about came back to the same need, and got the address a second time."""

import pytest

from tests.support.concerned_community import FIRST, ConcernedCommunity
from tests.support.places import LANSING


def test_the_accused_does_not_answer_again_and_reads_nothing_any_more(concerned: ConcernedCommunity) -> None:
    need, match = concerned.agreed()
    concerned.concern(match)
    assert concerned.ben.call("GET", f"/v1/needs/{need}").status_code == 404
    assert concerned.ben.call("POST", f"/v1/needs/{need}/responses").status_code == 404
    assert concerned.ben.call("GET", f"/v1/matches/{match}/contact").status_code >= 400
    wrote = concerned.ben.call("POST", f"/v1/matches/{match}/messages", {"text": "you will regret this"})
    assert wrote.status_code >= 400
    assert concerned.ben.call("GET", f"/v1/matches/{match}/messages").status_code >= 400
    concerned.world.tick()
    assert [m["id"] for m in concerned.ana.get("/v1/matches")["items"] if m["status"] != "cancelled"] == []


def test_what_else_the_two_had_agreed_ends_too(concerned: ConcernedCommunity) -> None:
    _, first = concerned.agreed()
    _, second = concerned.agreed(category="errands")
    concerned.concern(first)
    assert concerned.ben.call("GET", f"/v1/matches/{second}/contact").status_code >= 400


def test_nobody_gets_a_key_in_advance_from_whoever_raised_it_and_they_are_told(
    concerned: ConcernedCommunity,
) -> None:
    need, match = concerned.agreed()
    other = concerned.ana.need(criteria=FIRST, category="errands")["id"]
    concerned.concern(match)
    for each in (need, other):
        assert concerned.ana.get(f"/v1/needs/{each}")["criteria"]["decide"] == "i_choose"
    concerned.world.tick()
    assert concerned.ana.inbox().count("you_choose_now") == 2


def test_the_accused_opens_no_place_by_themself_until_a_human_has_looked(
    concerned: ConcernedCommunity,
) -> None:
    eve = concerned.world.person("Eve")
    eve.post(f"/v1/communities/{concerned.id}/join")

    def answered() -> str:
        need = eve.need(criteria=FIRST)["id"]
        match = concerned.ben.post(f"/v1/needs/{need}/responses")
        eve.post(f"/v1/needs/{need}/withdraw")
        return str(match["status"])

    _, match = concerned.agreed()
    assert answered() == "confirmed"
    concerned.concern(match)
    assert answered() == "accepted"
    assert concerned.queue(concerned.cora) == ["concern"]
    assert concerned.decide(concerned.cora, match, "concern_renewed").status_code == 200
    concerned.world.advance(days=13, hours=23)
    assert answered() == "accepted"
    assert concerned.queue(concerned.cora).count("concern") == 1
    assert concerned.decide(concerned.cora, match, "concern_closed").status_code == 200
    assert answered() == "confirmed"
    assert "concern" not in concerned.queue(concerned.cora)
    need = concerned.ana.need(criteria=FIRST)["id"]
    assert concerned.ben.call("POST", f"/v1/needs/{need}/responses").status_code == 404, "the two stay apart"


def test_without_a_human_it_ends_after_fourteen_days(concerned: ConcernedCommunity) -> None:
    eve = concerned.world.person("Eve")
    eve.post(f"/v1/communities/{concerned.id}/join")
    _, match = concerned.agreed()
    concerned.concern(match)
    concerned.world.advance(days=14, minutes=1)
    need = eve.need(criteria=FIRST)["id"]
    assert concerned.ben.post(f"/v1/needs/{need}/responses")["status"] == "confirmed"


def test_nobody_judges_their_own_matter(concerned: ConcernedCommunity) -> None:
    _, match = concerned.agreed()
    concerned.concern(match)
    concerned.world.appoint(concerned.ana, concerned.id, "coordinator")
    assert concerned.decide(concerned.ana, match, "concern_closed").status_code == 403
    concerned.world.appoint(concerned.ben, concerned.id, "coordinator")
    assert concerned.decide(concerned.ben, match, "concern_closed").status_code in (403, 404)


def test_who_spoke_for_them_is_kept_apart_too_and_may_lift_it(concerned: ConcernedCommunity) -> None:
    at = concerned.world.now().isoformat()
    consent = {"how": "phone", "at": at, "covers": ["post", "answer", "report"]}
    otto = concerned.cora.post(
        "/v1/people", {"display_name": "Otto", "languages": ["en"], "consent": consent}
    )["id"]
    spoken = {"how": "phone", "at": at}
    need = concerned.cora.need(on_behalf_of=otto, criteria=FIRST)["id"]
    match = concerned.ben.post(f"/v1/needs/{need}/responses")["id"]
    body = {"outcome": "not_helped", "concern": True, "spoken": spoken}
    concerned.cora.post(f"/v1/matches/{match}/report", body)
    coras = concerned.cora.need()["id"]
    assert concerned.ben.call("POST", f"/v1/needs/{coras}/responses").status_code == 404
    blocks = concerned.cora.get("/v1/blocks")["items"]
    assert len(blocks) == 2
    for block in blocks:
        concerned.cora.delete(f"/v1/blocks/{block['id']}")
    assert concerned.ben.post(f"/v1/needs/{coras}/responses")["status"] == "accepted"
    again = concerned.ben.call("POST", f"/v1/needs/{need}/responses")
    assert again.status_code == 409, "for that need it stays a no"


def test_the_organisation_they_acted_for_is_kept_away_as_well(concerned: ConcernedCommunity) -> None:
    gil = concerned.world.person("Gil")
    gil.post(f"/v1/communities/{concerned.id}/join")
    kitchen = concerned.world.organisation(concerned.ben, gil)
    gils = gil.offer(organisation_id=kitchen)["id"]
    bens = concerned.ben.offer(organisation_id=kitchen)["id"]
    need = concerned.ana.need(criteria=FIRST)["id"]
    match = concerned.ben.post(f"/v1/needs/{need}/responses", {"offer_id": bens})
    assert match["status"] == "confirmed"
    concerned.concern(match["id"])
    again = gil.call("POST", f"/v1/needs/{need}/responses", {"offer_id": gils})
    assert again.status_code == 409
    assert "block" not in again.text


@pytest.mark.parametrize("first", [True, False])
def test_whom_the_author_called_off_does_not_answer_that_need_again(
    concerned: ConcernedCommunity, first: bool
) -> None:
    need, match = concerned.agreed()
    concerned.ana.post(f"/v1/matches/{match}/cancel")
    offer = concerned.ben.offer(place=LANSING)["id"]
    again = concerned.ben.call("POST", f"/v1/needs/{need}/responses", {"offer_id": offer} if first else {})
    assert (again.status_code, again.json()["code"]) == (409, "not_eligible")
    assert "said_no" not in again.text


def test_who_called_off_themself_is_not_asked_again_and_may_answer(concerned: ConcernedCommunity) -> None:
    """Ill today, well on Thursday."""
    offer = concerned.ben.offer()["id"]
    need = concerned.ana.need()["id"]
    concerned.world.tick()
    match = concerned.ben.match_on(need)["id"]
    concerned.ben.post(f"/v1/matches/{match}/accept")
    concerned.ana.post(f"/v1/matches/{match}/confirm")
    concerned.ben.post(f"/v1/matches/{match}/cancel", {"reason": "I am ill"})
    concerned.world.advance(hours=30)
    assert [m["status"] for m in concerned.ben.get("/v1/matches")["items"]] == ["cancelled"]
    assert concerned.ana.get(f"/v1/needs/{need}/matches")["candidates"] == []
    assert concerned.ana.call("POST", f"/v1/needs/{need}/invitations", {"offer_id": offer}).status_code == 404
    assert concerned.ben.post(f"/v1/needs/{need}/responses", {"offer_id": offer})["status"] == "accepted"
