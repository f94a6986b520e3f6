"""Weekly hours are what the clock on the helper's wall says, also when it jumps."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rules.availability import days_away, hours, is_away_throughout
from matching.rules.meeting import times
from matching.words.tasks import Weekday
from matching.words.values import Away, Slot, Window
from tests.matching.builders import a_need, an_offer

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
MINUTE = timedelta(minutes=1)


def local(zone: str, *when: int) -> datetime:
    year, month, day, hour, *rest = when
    minute, fold = (*rest, 0, 0)[:2]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def window(zone: str, start: tuple[int, ...], end: tuple[int, ...]) -> Window:
    return Window(local(zone, *start), local(zone, *end))


def within_hours(asked: Window, weekly: Iterable[Slot], zone: str) -> bool:
    return hours(asked, weekly, zone) == [asked]


def is_away(asked: Window, away: Iterable[Away], zone: str) -> bool:
    return any(asked.overlaps(stretch) for stretch in days_away(away, zone))


TUESDAY_MORNING = (Slot(Weekday.TUE, time(9), time(12)),)
NIGHTS = (Slot(Weekday.SAT, time(22), time(6)),)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, "Asia/Kathmandu"])
@pytest.mark.parametrize("day", [(2026, 3, 3), (2026, 3, 10), (2026, 3, 31), (2026, 10, 27), (2026, 11, 3)])
def test_a_slot_keeps_its_wall_clock_time_all_year(zone: str, day: tuple[int, int, int]) -> None:
    whole = window(zone, (*day, 9), (*day, 12))
    assert within_hours(whole, TUESDAY_MORNING, zone)
    assert not within_hours(Window(whole.start - MINUTE, whole.end), TUESDAY_MORNING, zone)
    assert not within_hours(Window(whole.start, whole.end + MINUTE), TUESDAY_MORNING, zone)


def test_a_slot_is_in_the_helpers_time_zone() -> None:
    nine_in_berlin = window(BERLIN, (2026, 6, 2, 9), (2026, 6, 2, 12))
    assert within_hours(nine_in_berlin, TUESDAY_MORNING, BERLIN)
    assert not within_hours(nine_in_berlin, TUESDAY_MORNING, NEW_YORK)


@pytest.mark.parametrize(
    ("zone", "saturday", "hours"),
    [
        (BERLIN, (2026, 3, 21), 8),
        (BERLIN, (2026, 3, 28), 7),
        (BERLIN, (2026, 10, 24), 9),
        (NEW_YORK, (2026, 3, 7), 7),
        (NEW_YORK, (2026, 10, 31), 9),
    ],
)
def test_a_slot_past_midnight_is_an_hour_shorter_or_longer(
    zone: str, saturday: tuple[int, int, int], hours: int
) -> None:
    start = local(zone, *saturday, 22)
    end = start + timedelta(hours=hours)
    assert end.astimezone(ZoneInfo(zone)).hour == 6
    assert within_hours(Window(start, end), NIGHTS, zone)
    assert within_hours(Window(start + timedelta(hours=3), end), NIGHTS, zone)
    assert not within_hours(Window(start, end + MINUTE), NIGHTS, zone)


def test_a_promise_until_a_repeated_hour_ends_at_its_first_time() -> None:
    until_half_past_two = (Slot(Weekday.SAT, time(22), time(2, 30)),)
    start = local(BERLIN, 2026, 10, 24, 23)
    first, second = local(BERLIN, 2026, 10, 25, 2, 30), local(BERLIN, 2026, 10, 25, 2, 30, 1)
    assert second - first == timedelta(hours=1)
    assert within_hours(Window(start, first), until_half_past_two, BERLIN)
    assert not within_hours(Window(start, second), until_half_past_two, BERLIN)


def test_a_promise_from_a_repeated_hour_begins_at_its_second_time() -> None:
    from_half_past_two = (Slot(Weekday.SUN, time(2, 30), time(8)),)
    end = local(BERLIN, 2026, 10, 25, 8)
    assert within_hours(Window(local(BERLIN, 2026, 10, 25, 2, 30, 1), end), from_half_past_two, BERLIN)
    assert not within_hours(Window(local(BERLIN, 2026, 10, 25, 2, 30), end), from_half_past_two, BERLIN)


def test_slots_that_touch_count_as_one() -> None:
    touching = (Slot(Weekday.TUE, time(0), time(9)), Slot(Weekday.MON, time(18), time(0)))
    night = window(BERLIN, (2026, 6, 1, 20), (2026, 6, 2, 8))
    assert within_hours(night, touching, BERLIN)
    assert not within_hours(night, touching[:1], BERLIN)
    gap = (touching[1], Slot(Weekday.TUE, time(0, 1), time(9)))
    assert not within_hours(night, gap, BERLIN)


def test_no_hours_means_any_time() -> None:
    assert within_hours(window(BERLIN, (2026, 6, 1, 3), (2026, 6, 9, 3)), (), BERLIN)


def test_away_days_are_local_and_both_included() -> None:
    away = (Away(date(2026, 12, 24), date(2027, 1, 2)),)
    late = window(NEW_YORK, (2026, 12, 23, 20), (2026, 12, 24, 0))
    assert not is_away(late, away, NEW_YORK)
    assert is_away(late, away, BERLIN)
    assert is_away(window(BERLIN, (2027, 1, 2, 23), (2027, 1, 3, 2)), away, BERLIN)
    assert not is_away(window(BERLIN, (2027, 1, 3, 0), (2027, 1, 3, 2)), away, BERLIN)


def test_away_throughout_needs_every_day() -> None:
    week = window(BERLIN, (2026, 12, 24, 12), (2026, 12, 30, 12))
    assert is_away_throughout(week, (Away(date(2026, 12, 24), date(2026, 12, 30)),), BERLIN)
    assert not is_away_throughout(week, (Away(date(2026, 12, 24), date(2026, 12, 29)),), BERLIN)
    halves = (Away(date(2026, 12, 28), date(2026, 12, 30)), Away(date(2026, 12, 20), date(2026, 12, 27)))
    assert is_away_throughout(week, halves, BERLIN)


def test_windows_are_sifted_step_by_step() -> None:
    past, first, second = (window(BERLIN, (2026, 6, day, 9), (2026, 6, day, 12)) for day in (1, 2, 9))
    need = a_need(windows=(past, first, second))
    offer = an_offer(
        time_zone=BERLIN,
        availability=(*TUESDAY_MORNING, Slot(Weekday.MON, time(9), time(12))),
        away=(Away(date(2026, 6, 9), date(2026, 6, 9)),),
        busy=(Window(first.end - MINUTE, first.end + MINUTE),),
    )
    left = times(need, offer, past.end)
    assert left.to_come == left.within_hours == (first, second)
    assert left.not_away == (first,)
    assert left.free == ()


CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]
slots = st.lists(
    st.builds(
        Slot, st.sampled_from(Weekday), st.integers(4, 23).map(time), st.sampled_from(range(24)).map(time)
    ).filter(lambda slot: slot.end.hour not in (1, 2, 3)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CHANGES),
    st.integers(-60, 40),
    st.integers(1, 16),
    slots,
    st.sampled_from([BERLIN, NEW_YORK]),
)
def test_within_hours_is_what_the_wall_clock_shows_at_every_moment(
    change: datetime, offset: int, length: int, weekly: list[Slot], zone: str
) -> None:
    """Against a clock asked each half hour; limits inside the changed hour have tests of their own."""
    start = change + timedelta(hours=offset)
    asked = Window(start, start + length * timedelta(minutes=30))
    moments = [start + i * timedelta(minutes=30) for i in range(length)]
    expected = all(any(_shows(slot, at.astimezone(ZoneInfo(zone))) for slot in weekly) for at in moments)
    assert within_hours(asked, weekly, zone) == expected


def _shows(slot: Slot, wall: datetime) -> bool:
    day = list(Weekday)[wall.weekday()]
    day_before = list(Weekday)[wall.weekday() - 1]
    if slot.end > slot.start:
        return day is slot.weekday and slot.start <= wall.time() < slot.end
    tonight = day is slot.weekday and wall.time() >= slot.start
    return tonight or (day_before is slot.weekday and wall.time() < slot.end)
