"""A need follows its matches: covered, open again, done, or over when help falls through after its time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from core import places
from core.events import EventKind
from core.models import Event, Match, Need
from matching.words.said import LastWord
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


@pytest.mark.parametrize(
    ("word", "status"),
    [
        (LastWord.ENOUGH, NeedStatus.FULFILLED),
        (LastWord.WITHDRAWN, NeedStatus.WITHDRAWN),
        (LastWord.REMOVED, NeedStatus.REMOVED),
    ],
)
def test_what_somebody_ended_stays_as_it_is(
    session: Session, open_need: Need, word: LastWord, status: NeedStatus
) -> None:
    match = agreed(session, open_need)
    open_need.last_word, open_need.status, open_need.closed_at = word, status, NOON
    call_off(session, match, NOON + timedelta(hours=1))
    assert (open_need.status, open_need.closed_at) == (status, NOON)


def test_what_ended_by_its_time_does_not_open_for_a_clock_that_goes_behind(
    session: Session, open_need: Need
) -> None:
    coverage.settle(session, open_need, now=NOON + A_WEEK, actor=None)
    assert open_need.status is NeedStatus.EXPIRED
    coverage.settle(session, open_need, now=NOON, actor=None)
    assert open_need.status is NeedStatus.EXPIRED
