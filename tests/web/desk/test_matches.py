"""What two people agreed, on the desk: both sides' words, the decision, and for whom it is not there."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.concerned_community import ConcernedCommunity
from tests.support.judged_community import JudgedCommunity
from tests.support.near_hand import NearHand
from tests.support.people import Person
from tests.support.world import World

NOWHERE = "01910000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def disputing_circle(shared_world: World) -> JudgedCommunity:
    return JudgedCommunity(shared_world)


@pytest.fixture
def concerned_here(shared_world: World) -> ConcernedCommunity:
    return ConcernedCommunity(shared_world)


@pytest.fixture
def coras_matches(shared_world: World, disputing_circle: JudgedCommunity) -> Iterator[Surfer]:
    with surfing_as(shared_world, disputing_circle.cora) as surfer:
        yield surfer


def card(surfer: Surfer, community: str, match: str) -> PageShown:
    return surfer.open(f"/c/{community}/desk/matches/{match}")


def disputed(disputing_circle: JudgedCommunity) -> str:
    need = disputing_circle.ana.need(
        community_id=disputing_circle.id, title="Bread", address="CANARY Lane 3", share=["phone", "place"]
    )["id"]
    match: str = disputing_circle.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    disputing_circle.ana.patch("/v1/me", {"phone": "+1 517 555 0142"})
    disputing_circle.ana.post(f"/v1/matches/{match}/confirm")
    disputing_circle.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    disputing_circle.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "note": "nobody came"})
    disputing_circle.world.advance(hours=1)
    return match


def test_both_sides_words_stand_on_it_and_neither_door_nor_number(
    disputing_circle: JudgedCommunity, coras_matches: Surfer
) -> None:
    page = card(coras_matches, disputing_circle.id, disputed(disputing_circle))
    assert page.status == 200
    for words in ("see differently how it went", "nobody came", "Yes, it worked out", "Ana", "Ben", "Bread"):
        assert words in page.text
    assert "CANARY" not in page.response.text
    assert "5550142" not in page.response.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_dispute_is_decided_with_a_reason_that_both_read(
    disputing_circle: JudgedCommunity, coras_matches: Surfer
) -> None:
    match = disputed(disputing_circle)
    page = card(coras_matches, disputing_circle.id, match)
    missing = coras_matches.send(page, "decide", ticked=[("verdict", "failed")])
    assert missing.status == 422
    assert "#reason" in missing.hrefs
    coras_matches.send(page, "decide", ticked=[("verdict", "failed")], reason="I asked at the shop.")
    assert disputing_circle.ana.get(f"/v1/matches/{match}")["status"] == "failed"
    for who in (disputing_circle.ana, disputing_circle.ben):
        assert "I asked at the shop." in str(who.get("/v1/decisions"))
    over = card(coras_matches, disputing_circle.id, match)
    assert "taken care of" in over.text
    assert "decide" not in over.does


def test_what_was_not_chosen_is_told_at_its_field(
    disputing_circle: JudgedCommunity, coras_matches: Surfer
) -> None:
    page = card(coras_matches, disputing_circle.id, disputed(disputing_circle))
    answer = coras_matches.send(page, "decide", reason="because")
    assert "#verdict" in answer.hrefs
    assert dict(answer.form("decide").fields)["reason"] == "because"


def test_a_verdict_of_another_kind_decides_nothing(
    disputing_circle: JudgedCommunity, coras_matches: Surfer
) -> None:
    match = disputed(disputing_circle)
    sent = coras_matches.send(
        card(coras_matches, disputing_circle.id, match),
        "decide",
        ticked=[("verdict", "removed")],
        reason="why",
    )
    assert sent.status == 422
    assert disputing_circle.ana.get(f"/v1/matches/{match}")["status"] == "disputed"


@pytest.mark.parametrize("part", ["ana", "ben"])
def test_for_who_has_a_part_in_it_no_card_is_there(
    shared_world: World, disputing_circle: JudgedCommunity, part: str
) -> None:
    match = disputed(disputing_circle)
    who: Person = getattr(disputing_circle, part)
    shared_world.appoint(who, disputing_circle.id, "coordinator")
    with surfing_as(shared_world, who) as surfer:
        page = card(surfer, disputing_circle.id, match)
        assert page.status == 404
        assert page.response.text == card(surfer, disputing_circle.id, NOWHERE).response.text
    shared_world.appoint(who, disputing_circle.id, "member")


def test_for_who_keeps_away_and_who_is_on_hold_no_card_is_there(
    shared_world: World, disputing_circle: JudgedCommunity
) -> None:
    match = disputed(disputing_circle)
    blocking, held = shared_world.person("Blanca"), shared_world.person("Hans")
    for who in (blocking, held):
        who.post(f"/v1/communities/{disputing_circle.id}/join")
        shared_world.appoint(who, disputing_circle.id, "coordinator")
    need = disputing_circle.ana.need(community_id=disputing_circle.id, visible_to="members")["id"]
    blocking.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    disputing_circle.suspends(disputing_circle.sam, held)
    for who in (blocking, held):
        with surfing_as(shared_world, who) as surfer:
            assert card(surfer, disputing_circle.id, match).status == 404


class TestConcern:
    def test_it_leads_to_what_was_written_and_is_closed_with_a_reason(
        self, shared_world: World, concerned_here: ConcernedCommunity
    ) -> None:
        _, match = concerned_here.agreed()
        concerned_here.concern(match)
        with surfing_as(shared_world, concerned_here.cora) as surfer:
            page = card(surfer, concerned_here.id, match)
            assert "Something was not right" in page.text
            assert "he shouted at me" in page.text
            surfer.send(page, "decide", ticked=[("verdict", "concern_closed")], reason="I spoke with both.")
        assert concerned_here.queue(concerned_here.cora) == []
        assert "I spoke with both." in str(concerned_here.ana.get("/v1/decisions"))
        assert "I spoke with both." not in str(concerned_here.ben.get("/v1/decisions"))

    def test_it_leads_to_what_was_frozen_only_for_who_may_read_that(
        self, shared_world: World, concerned_here: ConcernedCommunity
    ) -> None:
        dora = shared_world.person("Dora")
        dora.post(f"/v1/communities/{concerned_here.id}/join")
        shared_world.appoint(dora, concerned_here.id, "coordinator")
        _, match = concerned_here.agreed()
        concerned_here.concern(match)
        for who in (concerned_here.sam, dora):
            with surfing_as(shared_world, who) as surfer:
                reads = [one for one in card(surfer, concerned_here.id, match).hrefs if "/desk/cases/" in one]
                assert [surfer.open(one).status for one in reads] == [200] * len(reads)
                assert len(reads) == (who is dora), "Sam gave Ben his word"

    def test_whom_it_is_about_finds_no_card(
        self, shared_world: World, concerned_here: ConcernedCommunity
    ) -> None:
        need = concerned_here.ana.need(title="Milk")["id"]
        cora = concerned_here.cora
        match = cora.post(f"/v1/needs/{need}/responses", {"offer_id": cora.offer()["id"]})["id"]
        concerned_here.ana.post(f"/v1/matches/{match}/confirm")
        concerned_here.concern(match)
        dora = shared_world.person("Dora")
        dora.post(f"/v1/communities/{concerned_here.id}/join")
        shared_world.appoint(dora, concerned_here.id, "coordinator")
        for who in (cora, dora):
            with surfing_as(shared_world, who) as surfer:
                assert card(surfer, concerned_here.id, match).status == 404, "of a coordinator stewards hear"
        with surfing_as(shared_world, concerned_here.sam) as surfer:
            assert card(surfer, concerned_here.id, match).status == 200


def test_a_yes_of_somebody_spoken_for_is_passed_on_once_they_were_asked(shared_world: World) -> None:
    here = NearHand(shared_world)
    here.yes_of(here.ben)
    with surfing_as(shared_world, here.cleo) as surfer:
        page = card(surfer, here.id, here.match)
        assert "Halima" in page.text
        assert "50100177" not in page.response.text, "whoever speaks for her tells how she is reached"
        unasked = surfer.send(page, "yes")
        assert "#asked_yes" in unasked.hrefs
        assert here.status == "accepted"
        surfer.send(unasked, "yes", ticked=[("asked_yes", "yes")])
        assert here.status == "confirmed"
    with surfing_as(shared_world, here.rita) as surfer:
        assert card(surfer, here.id, here.match).status == 404, "hers is the hand that is too near"
