"""What coordinators do to a need that must not stand, and how it comes back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from core import places
from core.access import Caller, Standing
from core.errors import Conflict, Forbidden
from core.models import Match, Membership, Need
from matching.words.values import Criteria
from matching.words.vocabulary import (
    By,
    Decide,
    MatchStatus,
    MemberState,
    NeedStatus,
    Role,
    TrustLevel,
)
from services.matches import opening as match_opening
from services.oversight import acts as oversight_acts
from services.oversight import queue
from services.oversight.acts import Tending
from tests.support.rows import a_member, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
LANSING = places.cell_of(42.731, -84.551)


def coordinator(session: Session, community: UUID) -> Caller:
    person = a_member(session, community, NOON)
    standing = Standing(Role.COORDINATOR, MemberState.ACTIVE, TrustLevel.NEW)
    return Caller(person, uuid4(), "en", True, {community: standing}, frozenset(), frozenset())


def posted(session: Session, community: UUID, decide: Decide = Decide.I_CHOOSE) -> Need:
    author = a_person(session, NOON)
    return a_need(session, community, author, NOON, cell=LANSING, criteria=Criteria(decide=decide))


def proposed(session: Session, need: Need) -> Match:
    offer = an_offer(session, need.community_id, LANSING, NOON)
    return match_opening.new(session, need, offer, MatchStatus.PROPOSED, By.ENGINE, NOON)


def test_what_is_removed_asks_nobody_any_more(session: Session, community: UUID) -> None:
    need, cora = posted(session, community), coordinator(session, community)
    match = proposed(session, need)
    oversight_acts.remove(session, cora, community, need.id, reason="spam", now=LATER)
    assert (need.status, need.next_wave_at, need.closed_at) == (NeedStatus.REMOVED, None, LATER)
    assert (match.status, match.end_code) == (MatchStatus.WITHDRAWN, "need_removed")
    version = need.version
    assert oversight_acts.remove(session, cora, community, need.id, reason="again", now=LATER) is need
    assert need.version == version, "repeating it does nothing"


@pytest.mark.parametrize(
    ("decide", "asks_at"),
    [(Decide.I_CHOOSE, LATER), (Decide.FIRST_WHO_FITS, LATER), (Decide.ASK_ME_FIRST, None)],
)
def test_what_is_put_back_asks_only_as_its_author_decided(
    session: Session, community: UUID, decide: Decide, asks_at: datetime | None
) -> None:
    need = posted(session, community, decide)
    cora, carl = coordinator(session, community), coordinator(session, community)
    oversight_acts.remove(session, cora, community, need.id, reason="spam", now=NOON)
    with pytest.raises(Forbidden):
        oversight_acts.reinstate(session, cora, community, need.id, reason="no, it is not", now=LATER)
    oversight_acts.reinstate(session, carl, community, need.id, reason="it is not", now=LATER)
    assert (need.status, need.next_wave_at, need.closed_at) == (NeedStatus.OPEN, asks_at, None)


def test_what_stands_cannot_be_put_back(session: Session, community: UUID) -> None:
    need, cora = posted(session, community), coordinator(session, community)
    with pytest.raises(Conflict):
        oversight_acts.reinstate(session, cora, community, need.id, reason="why not", now=LATER)
    assert need.status is NeedStatus.OPEN


def test_whoever_acts_looks_after_it_from_then_on_where_nobody_did(session: Session, community: UUID) -> None:
    need = posted(session, community)
    need.handed_over_at = NOON
    cora, carl = coordinator(session, community), coordinator(session, community)
    for one in (cora, carl):
        session.get_one(Membership, (community, one.person_id)).role = Role.COORDINATOR
    for one in (cora, carl):
        oversight_acts.tend(session, one, community, need.id, Tending(note="rang her"), now=LATER)
    held = queue.held(session, cora, community, [need.id], now=LATER)[need.id]
    assert (held.person_id, held.how) == (cora.person_id, "acting")
