"""When somebody is reminded of an agreed time: by their own wall clock, also where it changes over night."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.states.deadlines import (
    JUST_AGREED,
    REMIND_BEFORE,
    Reminder,
    next_reminder,
    reminder_at,
    reminder_due,
    reminder_until,
)
from matching.words.values import ItsTime, Window

BERLIN, NEW_YORK, NAIROBI, KATHMANDU = "Europe/Berlin", "America/New_York", "Africa/Nairobi", "Asia/Kathmandu"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TOMORROW, SOON = Reminder.TOMORROW, Reminder.SOON


def on(start: datetime) -> ItsTime:
    return ItsTime(agreed=Window(start, start + timedelta(hours=1)))


def local(zone: str, *when: int) -> datetime:
    year, month, day, hour, minute = (*when, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, NAIROBI, KATHMANDU])
def test_the_evening_is_that_of_the_person(zone: str) -> None:
    start = local(zone, 2026, 6, 3, 10)
    assert reminder_at(TOMORROW, on(start), zone) == local(zone, 2026, 6, 2, 18)
    assert reminder_at(SOON, on(start), zone) == start - timedelta(hours=2)


def test_one_moment_is_on_two_days_for_two_people() -> None:
    """Help over the phone: it is still Tuesday for one of them, and Wednesday already for the other."""
    start = local(BERLIN, 2026, 6, 3, 2)
    assert reminder_at(TOMORROW, on(start), BERLIN) == local(BERLIN, 2026, 6, 2, 18)
    assert reminder_at(TOMORROW, on(start), NEW_YORK) == local(NEW_YORK, 2026, 6, 1, 18)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [(BERLIN, (2026, 3, 29), 15), (BERLIN, (2026, 10, 25), 17), (NEW_YORK, (2026, 3, 8), 15)],
)
def test_the_evening_stays_at_six_when_the_clock_changes_over_night(
    zone: str, day: tuple[int, int, int], hours: int
) -> None:
    """From six in the evening to ten in the morning are sixteen hours, or one fewer, or one more."""
    start = local(zone, *day, 10)
    evening = reminder_at(TOMORROW, on(start), zone)
    assert start - evening == timedelta(hours=hours)
    assert evening.astimezone(ZoneInfo(zone)).time() == time(18)


def test_what_was_just_agreed_needs_no_reminder() -> None:
    start = local(BERLIN, 2026, 6, 3, 10)
    evening = local(BERLIN, 2026, 6, 2, 18)
    for minutes, expected in ((61, evening), (60, start - REMIND_BEFORE), (0, start - REMIND_BEFORE)):
        confirmed = evening - timedelta(minutes=minutes)
        assert next_reminder(confirmed, on(start), BERLIN, confirmed) == expected
    late = start - REMIND_BEFORE - timedelta(minutes=30)
    assert next_reminder(late, on(start), BERLIN, late) is None
    assert reminder_due(late, on(start), BERLIN, start - REMIND_BEFORE) is None


def test_tomorrow_is_not_said_when_tomorrow_has_come() -> None:
    start = local(BERLIN, 2026, 6, 3, 10)
    midnight = local(BERLIN, 2026, 6, 3, 0)
    assert reminder_until(TOMORROW, on(start), BERLIN) == midnight
    assert reminder_due(LONG_AGO, on(start), BERLIN, midnight - timedelta(seconds=1)) is TOMORROW
    assert reminder_due(LONG_AGO, on(start), BERLIN, midnight) is None
    assert reminder_due(LONG_AGO, on(start), BERLIN, start - REMIND_BEFORE) is SOON
    assert reminder_due(LONG_AGO, on(start), BERLIN, start) is None


def test_of_two_that_waited_only_the_later_is_given() -> None:
    """It begins half an hour after midnight; a worker that was away wakes up at eleven."""
    start = local(BERLIN, 2026, 6, 3, 0, 30)
    assert reminder_due(LONG_AGO, on(start), BERLIN, local(BERLIN, 2026, 6, 2, 23)) is SOON


zones = st.sampled_from([BERLIN, NEW_YORK, NAIROBI, KATHMANDU, "America/Havana", "Africa/Cairo", "UTC"])
CHANGES = [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 4, 24)]
starts = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=15 * minutes),
    st.sampled_from(CHANGES),
    st.integers(-300, 300),
)
before = st.integers(0, 400).map(lambda quarters: timedelta(minutes=15 * quarters))


@settings(max_examples=200, deadline=None)
@given(starts, zones, before)
def test_each_is_given_at_most_once_and_in_its_time(start: datetime, zone: str, ago: timedelta) -> None:
    """A job that always comes at the moment it is told: it never reminds twice of one thing, nor too late."""
    now = confirmed = start - ago
    given_at: list[tuple[Reminder, datetime]] = []
    while (coming := next_reminder(confirmed, on(start), zone, now)) is not None:
        assert coming > now
        now = coming
        which = reminder_due(confirmed, on(start), zone, now)
        assert which is not None
        given_at.append((which, now))
    assert [which for which, _ in given_at] == sorted(
        {which for which, _ in given_at}, key=list(Reminder).index
    )
    for which, at in given_at:
        assert confirmed + JUST_AGREED < at < start
        wall = at.astimezone(ZoneInfo(zone))
        if which is TOMORROW:
            assert (wall.hour, wall.minute) == (18, 0)
            assert start.astimezone(ZoneInfo(zone)).date() - wall.date() == timedelta(days=1)
    if ago > timedelta(hours=52):
        assert [which for which, _ in given_at] == [TOMORROW, SOON]
    assert all(b - a >= timedelta(hours=1) for (_, a), (_, b) in itertools.pairwise(given_at))


@settings(max_examples=200, deadline=None)
@given(starts, zones, st.integers(-400, 40).map(lambda quarters: timedelta(minutes=15 * quarters)))
def test_whenever_the_job_comes_it_gives_one_or_none(start: datetime, zone: str, off: timedelta) -> None:
    now = start + off
    which = reminder_due(LONG_AGO, on(start), zone, now)
    holding = [
        r for r in Reminder if reminder_at(r, on(start), zone) <= now < reminder_until(r, on(start), zone)
    ]
    assert holding == ([] if which is None else [which])
    assert which is None or now < start


def test_of_what_is_between_two_moments_they_are_reminded_at_the_first_of_them() -> None:
    """Line 11: the evening before, and at its beginning; true until it ends."""
    start, end = local(BERLIN, 2026, 6, 3, 8), local(BERLIN, 2026, 6, 3, 12)
    some_time = ItsTime(between=Window(start, end))
    assert reminder_at(TOMORROW, some_time, BERLIN) == local(BERLIN, 2026, 6, 2, 18)
    assert reminder_at(SOON, some_time, BERLIN) == start
    assert reminder_until(SOON, some_time, BERLIN) == end
    assert reminder_due(LONG_AGO, some_time, BERLIN, start) is SOON
    assert reminder_due(LONG_AGO, some_time, BERLIN, end) is None


def test_what_has_no_time_is_nothing_to_be_reminded_of() -> None:
    with pytest.raises(ValueError, match="no time"):
        reminder_at(SOON, ItsTime(), BERLIN)
