"""What holds a place and when, and which weeks are full: line by line, and against counting by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rules.holding import (
    Promise,
    counts_at,
    first_start,
    full_times,
    full_weeks,
    is_full,
    place,
    week_is_full,
)
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import Urgency
from tests.matching.builders import an_offer

YES = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = YES + 30 * HOUR
AGREED = Window(YES + 48 * HOUR, YES + 49 * HOUR)
DAY = Window(YES + 44 * HOUR, YES + 54 * HOUR)


@pytest.mark.parametrize(
    ("promise", "held"),
    [
        (Promise(YES, confirmed_at=LATER, time=ItsTime(agreed=AGREED)), (46, 51)),
        (Promise(YES, confirmed_at=LATER, time=ItsTime(between=DAY)), (44, 54)),
        (Promise(YES, confirmed_at=LATER), (30, 102)),
        (Promise(YES), (0, 24)),
        (Promise(YES, time=ItsTime(agreed=AGREED)), (0, 24)),
        (Promise(YES, urgency=Urgency.URGENT), (0, 1)),
        (Promise(YES, waits_since=LATER), (30, 54)),
    ],
)
def test_a_match_holds_its_place_around_its_time_and_a_yes_for_a_day(
    promise: Promise, held: tuple[int, int]
) -> None:
    """Line 14, in hours since the yes."""
    assert place(promise) == Window(YES + held[0] * HOUR, YES + held[1] * HOUR)


def test_a_week_counts_by_the_agreed_time_else_by_the_yes() -> None:
    assert counts_at(Promise(YES, time=ItsTime(agreed=AGREED))) == AGREED.start
    assert counts_at(Promise(YES, time=ItsTime(between=DAY))) == DAY.start
    assert counts_at(Promise(YES, waits_since=LATER, confirmed_at=LATER)) == YES


def test_what_begins_a_week_later_to_the_minute_is_in_the_next_one() -> None:
    thursdays = an_offer(per_week=1, promised_at=(YES,))
    week = timedelta(days=7)
    for moment, full in (
        (YES - week, False),
        (YES - week + HOUR, True),
        (YES + week - HOUR, True),
        (YES + week, False),
    ):
        assert week_is_full(thursdays, moment) is full


def test_a_piece_begins_when_the_week_has_room_again() -> None:
    full = full_weeks(an_offer(per_week=1, promised_at=(YES,)))
    ends = YES + timedelta(days=7)
    assert first_start(Window(ends - HOUR, ends + HOUR), full, HOUR) == Window(ends, ends + HOUR)
    assert first_start(Window(ends - HOUR, ends + HOUR), full, 2 * HOUR) is None


numbers = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(numbers, st.integers(1, 4), st.integers(-2, 90))
def test_full_is_what_counting_by_hand_says(held: list[tuple[int, int]], places: int, when: int) -> None:
    windows = tuple(Window(YES + start * HOUR, YES + (start + long) * HOUR) for start, long in held)
    offer, moment = an_offer(held=windows, at_a_time=places), YES + when * HOUR
    by_hand = sum(start <= when < start + long for start, long in held) >= places
    assert is_full(offer, moment) is by_hand
    assert any(w.start <= moment < w.end for w in full_times(offer)) is by_hand


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 600), max_size=8), st.integers(1, 4), st.integers(-100, 700))
def test_a_week_is_full_where_some_seven_days_around_it_are(
    promised: list[int], per_week: int, when: int
) -> None:
    """In any 7 x 24 hours that contain the new one, looked for hour by hour."""
    offer = an_offer(promised_at=tuple(YES + p * HOUR for p in promised), per_week=per_week)
    weeks = range(when - 7 * 24 + 1, when + 1)
    by_hand = any(sum(start <= p < start + 7 * 24 for p in promised) >= per_week for start in weeks)
    assert week_is_full(offer, YES + when * HOUR) is by_hand
