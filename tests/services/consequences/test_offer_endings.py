"""Offers end: one, or all of somebody's in a community, taken back or removed; and the help that stood on them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from core import places
from core.access import Caller, Standing
from core.models import Match, Membership, Need, Offer
from matching.states import offer_states
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, MatchStatus, MemberState, NeedStatus, OfferStatus, Role, TrustLevel
from services.communities import members
from services.consequences import coverage, offer_endings
from services.matches import opening as match_opening
from tests.support.rows import a_community, a_member, a_need, a_person, an_offer, both_keys

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
LANSING = places.cell_of(42.731, -84.551)
GONE = WhyEnded.OFFER_WITHDRAWN


@pytest.fixture
def offer(session: Session, community: UUID) -> Offer:
    return an_offer(session, community, LANSING, NOON)


def member(session: Session, community: UUID, role: Role = Role.MEMBER) -> Caller:
    person = a_member(session, community, NOON)
    standing = Standing(role, MemberState.ACTIVE, TrustLevel.NEW)
    return Caller(person, uuid4(), "en", True, {community: standing}, frozenset(), frozenset())


def agreed(session: Session, offer: Offer) -> tuple[Need, Match]:
    """A need that is covered by a confirmed match on this offer."""
    need = a_need(session, offer.community_id, a_person(session, NOON), NOON, cell=LANSING)
    keys = both_keys(need, offer, NOON)
    match = match_opening.new(session, need, offer, MatchStatus.CONFIRMED, By.HELPER, NOON, **keys)
    coverage.settle(session, need, now=NOON, actor=None)
    return need, match


def test_what_stood_on_an_offer_ends_with_it(session: Session, offer: Offer) -> None:
    need, match = agreed(session, offer)
    offer_endings.end(session, offer, OfferMove.WITHDRAW, actor=offer.author_id, now=LATER, code=GONE)
    assert offer.status is OfferStatus.WITHDRAWN
    assert (match.status, match.end_code, match.ended_at) == (MatchStatus.CANCELLED, "offer_withdrawn", LATER)
    assert (need.status, need.next_wave_at) == (NeedStatus.OPEN, LATER)
    with pytest.raises(offer_states.NotAllowed):
        offer_endings.end(session, offer, OfferMove.REMOVE, actor=None, now=LATER, code=GONE)


def test_offers_of_somebody_suspended_are_removed(session: Session, community: UUID, offer: Offer) -> None:
    need, match = agreed(session, offer)
    cora, elsewhere = member(session, community, Role.COORDINATOR), a_community(session, NOON)
    other = an_offer(session, elsewhere, LANSING, NOON, author=offer.author_id)
    members.edit(
        session,
        cora,
        community,
        offer.author_id,
        role=None,
        state=MemberState.SUSPENDED,
        reason="he shouted",
        now=LATER,
    )
    assert (offer.status, other.status) == (OfferStatus.REMOVED, OfferStatus.ACTIVE)
    assert (match.status, match.end_code) == (MatchStatus.CANCELLED, "suspended")
    assert need.status is NeedStatus.OPEN


def test_offers_of_somebody_who_leaves_are_withdrawn(session: Session, community: UUID) -> None:
    ben = member(session, community)
    active = an_offer(session, community, LANSING, NOON, author=ben.person_id)
    paused = an_offer(session, community, LANSING, NOON, author=ben.person_id, status=OfferStatus.PAUSED)
    expired = an_offer(session, community, LANSING, NOON, author=ben.person_id, status=OfferStatus.EXPIRED)
    _, match = agreed(session, active)
    members.leave(session, ben, community, now=LATER)
    assert {active.status, paused.status} == {OfferStatus.WITHDRAWN}
    assert expired.status is OfferStatus.EXPIRED
    assert (match.status, match.end_code) == (MatchStatus.CANCELLED, "left")
    row = session.get_one(Membership, (community, ben.person_id))
    assert row.state is MemberState.LEFT
