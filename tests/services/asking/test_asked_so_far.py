"""What came of asking for a need: who waits, who said yes, whom nobody asks again; and the circle it is asked in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from core import places
from core.models import Match, Need, Offer
from matching.asking.attention import community_belief, still_to_come
from matching.words.vocabulary import By, MatchStatus, OfferStatus
from services.asking import asked_so_far, circle
from services.asking.asked_so_far import NOBODY_YET
from services.matches import opening as match_opening
from tests.support.rows import a_community, a_member, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANSING = places.cell_of(42.731, -84.551)


def a_need_here(session: Session, community: UUID, quantity: int | None = 1) -> Need:
    need = a_need(session, community, a_person(session, NOON), NOON, cell=LANSING)
    need.quantity = quantity
    session.flush()
    return need


def asked(
    session: Session,
    need: Need,
    status: MatchStatus,
    by: By = By.ENGINE,
    *,
    offer: Offer | None = None,
    p_yes: float | None = None,
    quantity: int = 1,
) -> Match:
    offer = offer or an_offer(session, need.community_id, LANSING, NOON)
    at = NOON - timedelta(hours=2)
    return match_opening.new(session, need, offer, status, by, at, p_yes=p_yes, quantity=quantity)


def test_of_whom_nobody_was_asked_nothing_is_said(session: Session, community: UUID) -> None:
    need = a_need_here(session, community)
    assert asked_so_far.of_needs(session, [need.id], NOON) == {}
    assert asked_so_far.of_need(session, need.id, NOON) == NOBODY_YET
    assert not NOBODY_YET.enough_said_yes(need)


def test_who_has_not_answered_is_waited_for_whoever_asked_them(session: Session, community: UUID) -> None:
    need = a_need_here(session, community)
    asked(session, need, MatchStatus.PROPOSED, p_yes=0.2)
    asked(session, need, MatchStatus.PROPOSED, By.COORDINATOR)
    asked(session, need, MatchStatus.INVITED, By.BENEFICIARY)
    asked(session, need, MatchStatus.DECLINED, p_yes=0.3)
    so_far = asked_so_far.of_need(session, need.id, NOON)
    assert (so_far.sent, so_far.undecided) == (2, 3)
    assert so_far.hopes() == pytest.approx([still_to_come(0.2, 2.0)])


def test_nobody_is_asked_again_who_said_no_or_has_a_match(session: Session, community: UUID) -> None:
    need = a_need_here(session, community)
    again = {MatchStatus.LAPSED, MatchStatus.SUPERSEDED, MatchStatus.WITHDRAWN, MatchStatus.CANCELLED}
    matches = {status: asked(session, need, status) for status in MatchStatus}
    so_far = asked_so_far.of_need(session, need.id, NOON)
    assert {matches[status].helper_id for status in again}.isdisjoint(so_far.not_again)
    live = (MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)
    refused = (MatchStatus.DECLINED, MatchStatus.REFUSED)
    assert so_far.not_again == {matches[status].helper_id for status in (*live, *refused)}


def test_allies_helpers_are_counted_apart(session: Session, community: UUID) -> None:
    need, ally = a_need_here(session, community), a_community(session, NOON)
    asked(session, need, MatchStatus.DECLINED)
    for _ in range(2):
        asked(session, need, MatchStatus.DECLINED, offer=an_offer(session, ally, LANSING, NOON))
    so_far = asked_so_far.of_need(session, need.id, NOON)
    assert (so_far.sent, so_far.sent_to_allies) == (1, 2)


@pytest.mark.parametrize(
    ("quantity", "said_yes", "confirmed", "enough"),
    [(1, 1, 0, True), (2, 1, 0, False), (3, 1, 2, True), (3, 2, 0, False), (None, 5, 0, False)],
)
def test_enough_have_said_yes_where_they_cover_what_remains(
    session: Session, community: UUID, quantity: int | None, said_yes: int, confirmed: int, enough: bool
) -> None:
    need = a_need_here(session, community, quantity)
    asked(session, need, MatchStatus.ACCEPTED, quantity=said_yes)
    if confirmed:
        asked(session, need, MatchStatus.CONFIRMED, quantity=confirmed)
    assert asked_so_far.of_need(session, need.id, NOON).enough_said_yes(need) is enough


def test_a_circle_counts_each_helper_once_and_knows_how_often_people_say_yes(
    session: Session, community: UUID
) -> None:
    twice = a_member(session, community, NOON)
    offers = [an_offer(session, community, LANSING, NOON, author=twice) for _ in range(2)]
    an_offer(session, community, LANSING, NOON)
    an_offer(session, community, LANSING, NOON).status = OfferStatus.PAUSED
    elsewhere = a_community(session, NOON)
    an_offer(session, elsewhere, LANSING, NOON)
    asked(
        session, a_need_here(session, community), MatchStatus.ACCEPTED, offer=offers[0]
    ).helper_key_at = NOON
    session.flush()
    here = circle.around(session, community, helpers_of=[community])
    assert here.helpers == 2
    assert here.usual_yes == pytest.approx(community_belief(1, 1).mean)
    assert circle.around(session, community, helpers_of=[community, elsewhere]).helpers == 3
