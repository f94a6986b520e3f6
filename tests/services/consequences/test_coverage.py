"""A need follows its matches: covered, open again, done, or over when help falls through after its time."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core import places
from core.events import EventKind
from core.models import Event, Match, Need
from matching.states import need_states
from matching.words.vocabulary import By, MatchStatus, Move, NeedStatus
from services.consequences import coverage, endings
from services.matches import opening as match_opening
from tests.support.rows import an_offer, both_keys

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANSING = places.cell_of(42.731, -84.551)
A_WEEK = timedelta(days=7)


def agreed(session: Session, need: Need) -> Match:
    """A confirmed match on this need, and the need as it stands with it."""
    offer = an_offer(session, need.community_id, LANSING, NOON)
    keys = both_keys(need, offer, NOON)
    match = match_opening.new(session, need, offer, MatchStatus.CONFIRMED, By.HELPER, NOON, **keys)
    coverage.settle(session, need, now=NOON, actor=None)
    assert (need.status, need.next_wave_at, need.closed_at) == (NeedStatus.MATCHED, None, None)
    return match


def happened(session: Session, need: Need) -> list[str]:
    about = (col(Event.need_id) == need.id, col(Event.kind).startswith("need_"))
    return list(session.scalars(select(col(Event.kind)).where(*about).order_by(col(Event.id))))


def call_off(session: Session, match: Match, now: datetime) -> None:
    endings.end(session, match, Move.CANCEL, by=By.HELPER, actor=match.helper_person_id, now=now)
    need = session.get_one(Need, match.need_id)
    coverage.settle(session, need, now=now, actor=match.helper_person_id)


def test_a_need_opens_again_when_help_falls_through(session: Session, open_need: Need) -> None:
    match, later = agreed(session, open_need), NOON + timedelta(hours=2)
    call_off(session, match, later)
    assert (open_need.status, open_need.next_wave_at, open_need.closed_at) == (NeedStatus.OPEN, later, None)
    assert happened(session, open_need) == [EventKind.NEED_REOPENED]


def test_a_need_is_over_at_once_when_help_falls_through_after_its_time(
    session: Session, open_need: Need
) -> None:
    match, later = agreed(session, open_need), NOON + A_WEEK
    call_off(session, match, later)
    assert (open_need.status, open_need.next_wave_at, open_need.closed_at) == (
        NeedStatus.EXPIRED,
        None,
        later,
    )
    assert happened(session, open_need) == [EventKind.NEED_EXPIRED], (
        "nobody hears that it was open for no time at all"
    )


def test_a_need_is_done_when_its_match_is(session: Session, open_need: Need) -> None:
    match = agreed(session, open_need)
    endings.end(
        session,
        match,
        Move.REPORT,
        by=By.BENEFICIARY,
        to=MatchStatus.COMPLETED,
        actor=open_need.author_id,
        now=NOON + A_WEEK,
    )
    match.completed_quantity = match.quantity
    coverage.settle(session, open_need, now=NOON + A_WEEK, actor=open_need.author_id)
    assert (open_need.status, open_need.closed_at) == (NeedStatus.FULFILLED, NOON + A_WEEK)
    assert happened(session, open_need) == [EventKind.NEED_FULFILLED]


def test_what_has_ended_stays_as_it_is(session: Session, open_need: Need) -> None:
    match = agreed(session, open_need)
    coverage.become(session, open_need, NeedStatus.FULFILLED, now=NOON, actor=uuid4())
    call_off(session, match, NOON + timedelta(hours=1))
    assert (open_need.status, open_need.closed_at) == (NeedStatus.FULFILLED, NOON)


@pytest.mark.parametrize("status", [NeedStatus.EXPIRED, NeedStatus.FULFILLED, NeedStatus.WITHDRAWN])
def test_no_match_brings_back_what_has_ended(session: Session, open_need: Need, status: NeedStatus) -> None:
    open_need.status = status
    with pytest.raises(need_states.NotAllowed):
        coverage.become(session, open_need, NeedStatus.MATCHED, now=NOON, actor=None)
    assert open_need.status is status
