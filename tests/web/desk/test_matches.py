"""What two people agreed, on the desk: both sides' words, the decision, and for whom it is not there."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.concerned_community import ConcernedCommunity
from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.world import World

NOWHERE = "01910000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def circle(shared_world: World) -> JudgedCommunity:
    return JudgedCommunity(shared_world)


@pytest.fixture
def concerned(shared_world: World) -> ConcernedCommunity:
    return ConcernedCommunity(shared_world)


@pytest.fixture
def coras(shared_world: World, circle: JudgedCommunity) -> Iterator[Surfer]:
    with surfing_as(shared_world, circle.cora) as surfer:
        yield surfer


def card(surfer: Surfer, community: str, match: str) -> PageShown:
    return surfer.open(f"/c/{community}/desk/matches/{match}")


def disputed(circle: JudgedCommunity) -> str:
    need = circle.ana.need(
        community_id=circle.id, title="Bread", address="CANARY Lane 3", share=["phone", "place"]
    )["id"]
    match: str = circle.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    circle.ana.patch("/v1/me", {"phone": "+1 517 555 0142"})
    circle.ana.post(f"/v1/matches/{match}/confirm")
    circle.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    circle.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "note": "nobody came"})
    circle.world.advance(hours=1)
    return match


def test_both_sides_words_stand_on_it_and_neither_door_nor_number(
    circle: JudgedCommunity, coras: Surfer
) -> None:
    page = card(coras, circle.id, disputed(circle))
    assert page.status == 200
    for words in ("see differently how it went", "nobody came", "Yes, it worked out", "Ana", "Ben", "Bread"):
        assert words in page.text
    assert "CANARY" not in page.response.text
    assert "5550142" not in page.response.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_dispute_is_decided_with_a_reason_that_both_read(circle: JudgedCommunity, coras: Surfer) -> None:
    match = disputed(circle)
    page = card(coras, circle.id, match)
    missing = coras.send(page, "decide", ticked=[("verdict", "failed")])
    assert missing.status == 422
    assert "#reason" in missing.hrefs
    coras.send(page, "decide", ticked=[("verdict", "failed")], reason="I asked at the shop.")
    assert circle.ana.get(f"/v1/matches/{match}")["status"] == "failed"
    for who in (circle.ana, circle.ben):
        assert "I asked at the shop." in str(who.get("/v1/decisions"))
    over = card(coras, circle.id, match)
    assert "taken care of" in over.text
    assert "decide" not in over.does


def test_what_was_not_chosen_is_told_at_its_field(circle: JudgedCommunity, coras: Surfer) -> None:
    page = card(coras, circle.id, disputed(circle))
    answer = coras.send(page, "decide", reason="because")
    assert "#verdict" in answer.hrefs
    assert dict(answer.form("decide").fields)["reason"] == "because"


def test_a_verdict_of_another_kind_decides_nothing(circle: JudgedCommunity, coras: Surfer) -> None:
    match = disputed(circle)
    sent = coras.send(card(coras, circle.id, match), "decide", ticked=[("verdict", "removed")], reason="why")
    assert sent.status == 422
    assert circle.ana.get(f"/v1/matches/{match}")["status"] == "disputed"


@pytest.mark.parametrize("part", ["ana", "ben"])
def test_for_who_has_a_part_in_it_no_card_is_there(
    shared_world: World, circle: JudgedCommunity, part: str
) -> None:
    match = disputed(circle)
    who: Person = getattr(circle, part)
    shared_world.appoint(who, circle.id, "coordinator")
    with surfing_as(shared_world, who) as surfer:
        page = card(surfer, circle.id, match)
        assert page.status == 404
        assert page.response.text == card(surfer, circle.id, NOWHERE).response.text
    shared_world.appoint(who, circle.id, "member")


def test_for_who_keeps_away_and_who_is_on_hold_no_card_is_there(
    shared_world: World, circle: JudgedCommunity
) -> None:
    match = disputed(circle)
    blocking, held = shared_world.person("Blanca"), shared_world.person("Hans")
    for who in (blocking, held):
        who.post(f"/v1/communities/{circle.id}/join")
        shared_world.appoint(who, circle.id, "coordinator")
    need = circle.ana.need(community_id=circle.id, visible_to="members")["id"]
    blocking.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    circle.suspends(circle.sam, held)
    for who in (blocking, held):
        with surfing_as(shared_world, who) as surfer:
            assert card(surfer, circle.id, match).status == 404


class TestConcern:
    def test_it_leads_to_what_was_written_and_is_closed_with_a_reason(
        self, shared_world: World, concerned: ConcernedCommunity
    ) -> None:
        _, match = concerned.agreed()
        concerned.concern(match)
        with surfing_as(shared_world, concerned.cora) as surfer:
            page = card(surfer, concerned.id, match)
            assert "Something was not right" in page.text
            assert "he shouted at me" in page.text
            surfer.send(page, "decide", ticked=[("verdict", "concern_closed")], reason="I spoke with both.")
        assert concerned.queue(concerned.cora) == []
        assert "I spoke with both." in str(concerned.ana.get("/v1/decisions"))
        assert "I spoke with both." not in str(concerned.ben.get("/v1/decisions"))

    def test_it_leads_to_what_was_frozen_only_for_who_may_read_that(
        self, shared_world: World, concerned: ConcernedCommunity
    ) -> None:
        dora = shared_world.person("Dora")
        dora.post(f"/v1/communities/{concerned.id}/join")
        shared_world.appoint(dora, concerned.id, "coordinator")
        _, match = concerned.agreed()
        concerned.concern(match)
        for who in (concerned.sam, dora):
            with surfing_as(shared_world, who) as surfer:
                reads = [one for one in card(surfer, concerned.id, match).hrefs if "/desk/cases/" in one]
                assert [surfer.open(one).status for one in reads] == [200] * len(reads)
                assert len(reads) == (who is dora), "Sam gave Ben his word"

    def test_whom_it_is_about_finds_no_card(self, shared_world: World, concerned: ConcernedCommunity) -> None:
        need = concerned.ana.need(title="Milk")["id"]
        cora = concerned.cora
        match = cora.post(f"/v1/needs/{need}/responses", {"offer_id": cora.offer()["id"]})["id"]
        concerned.ana.post(f"/v1/matches/{match}/confirm")
        concerned.concern(match)
        with surfing_as(shared_world, cora) as surfer:
            assert card(surfer, concerned.id, match).status == 404
        with surfing_as(shared_world, concerned.sam) as surfer:
            assert card(surfer, concerned.id, match).status == 200
