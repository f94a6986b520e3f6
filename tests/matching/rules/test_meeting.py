"""The meeting of two, held against a clock that is asked minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rules.meeting import free_time, times, usual_time, what_is_left
from matching.words.tasks import Weekday
from matching.words.values import Away, ItsTime, Need, Offer, Slot, Window
from tests.matching.builders import NOW, a_need, an_offer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STEP = timedelta(minutes=15)
BERLIN, DETROIT, KATHMANDU, APIA = "Europe/Berlin", "America/Detroit", "Asia/Kathmandu", "Pacific/Apia"
ODD_NIGHTS = {
    BERLIN: datetime(2026, 3, 29, 1, tzinfo=UTC),
    DETROIT: datetime(2026, 11, 1, 6, tzinfo=UTC),
    KATHMANDU: datetime(2026, 6, 1, 18, 15, tzinfo=UTC),
    APIA: datetime(2026, 6, 1, 11, tzinfo=UTC),
}
"""A moment near which each clock is strange: it jumps, it stands at a quarter to, its day is another one."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def meeting(need: Need, offer: Offer) -> tuple[Window, ...]:
    return times(need, offer, NOW).meeting


MORNINGS = (Slot(Weekday.SAT, time(8), time(12)),)
LONG_DAY = Window(at(21, 8), at(21, 18))


def test_free_from_eight_to_twelve_meets_a_need_from_eight_to_six() -> None:
    """Line 11: the hours need not cover the whole window."""
    need = a_need(windows=(LONG_DAY,), minutes=60)
    assert meeting(need, an_offer(availability=MORNINGS)) == (Window(at(21, 8), at(21, 12)),)
    assert meeting(a_need(windows=(LONG_DAY,)), an_offer(availability=MORNINGS)) == ()
    short = a_need(windows=(Window(at(21, 11, 30), at(21, 18)),), minutes=60)
    assert meeting(short, an_offer(availability=MORNINGS)) == ()


def test_a_promised_hour_leaves_what_is_around_it() -> None:
    need = a_need(windows=(LONG_DAY,), minutes=90)
    offer = an_offer(busy=(Window(at(21, 9), at(21, 10)),))
    assert meeting(need, offer) == (Window(at(21, 10), at(21, 18)),)
    assert meeting(a_need(windows=(LONG_DAY,), minutes=60), offer) == (
        Window(at(21, 8), at(21, 9)),
        Window(at(21, 10), at(21, 18)),
    )


def test_a_window_that_has_begun_is_what_is_left_of_it() -> None:
    begun = Window(NOW - HOUR, NOW + HOUR)
    assert times(a_need(windows=(begun,), minutes=60), an_offer(), NOW).meeting == (Window(NOW, NOW + HOUR),)
    assert times(a_need(windows=(begun,), minutes=61), an_offer(), NOW).meeting == ()
    assert times(a_need(windows=(begun,)), an_offer(), NOW).meeting == (begun,), "late, but for all of it"
    assert times(a_need(windows=(begun,)), an_offer(), NOW + HOUR).meeting == ()


@pytest.mark.parametrize(
    ("pieces", "whole", "found"),
    [
        ((), False, ItsTime()),
        ((Window(at(21, 8), at(21, 12)),), False, ItsTime(agreed=Window(at(21, 8), at(21, 12)))),
        ((LONG_DAY,), False, ItsTime(between=LONG_DAY)),
        ((LONG_DAY,), True, ItsTime(agreed=LONG_DAY)),
        ((Window(at(21, 8), at(21, 9)), Window(at(21, 17), at(21, 18))), False, ItsTime(between=LONG_DAY)),
    ],
)
def test_the_time_of_a_yes_that_names_none(pieces: tuple[Window, ...], whole: bool, found: ItsTime) -> None:
    assert usual_time(pieces, whole=whole) == found


def test_of_a_promised_time_the_longest_piece_is_left() -> None:
    taken = [Window(at(21, 9), at(21, 10)), Window(at(21, 15), at(21, 16))]
    assert what_is_left(LONG_DAY, taken, HOUR) == Window(at(21, 10), at(21, 15))
    assert what_is_left(LONG_DAY, taken, 6 * HOUR) is None


def test_days_away_are_days_of_the_helper() -> None:
    need = a_need(windows=(Window(at(21, 0), at(22, 0)),), minutes=60)
    gone = (Away(date(2026, 11, 21), date(2026, 11, 21)),)
    assert meeting(need, an_offer(away=gone)) == ()
    assert meeting(need, an_offer(away=gone, time_zone=KATHMANDU)) == (Window(at(21, 18, 15), at(22, 0)),)
    assert meeting(need, an_offer(away=gone, time_zone=DETROIT)) == (Window(at(21, 0), at(21, 5)),)
    for_ever = (Away(date.min, date(2026, 11, 20)), Away(date(2026, 11, 22), date.max))
    assert meeting(need, an_offer(away=for_ever)) == (Window(at(21, 0), at(22, 0)),)


hour_of_day = st.integers(4, 23).map(time)
slots = st.builds(Slot, st.sampled_from(Weekday), hour_of_day, st.integers(4, 24).map(lambda h: time(h % 24)))
quarters = st.integers(-200, 200)


@st.composite
def stretches(draw: st.DrawFn, around: datetime, most: int) -> tuple[Window, ...]:
    starts = draw(st.lists(quarters, max_size=most))
    return tuple(Window(around + q * STEP, around + (q + draw(st.integers(1, 60))) * STEP) for q in starts)


@st.composite
def two_people(draw: st.DrawFn) -> tuple[Need, Offer, datetime]:
    zone = draw(st.sampled_from(list(ODD_NIGHTS)))
    night = ODD_NIGHTS[zone]
    day = night.astimezone(ZoneInfo(zone)).date()
    offer = an_offer(
        time_zone=zone,
        availability=tuple(draw(st.lists(slots, max_size=6))),
        away=draw(st.sampled_from([(), (Away(day, day),), (Away(day - timedelta(days=1), day),)])),
        busy=draw(stretches(night, 3)),
        held=draw(stretches(night, 4)),
        at_a_time=draw(st.integers(1, 3)),
        promised_at=tuple(w.start for w in draw(stretches(night - timedelta(days=6), 3))),
        per_week=draw(st.integers(1, 3)),
    )
    minutes = draw(st.sampled_from([None, 15, 60, 300]))
    need = a_need(windows=draw(stretches(night, 2)), minutes=minutes)
    return need, offer, night + draw(quarters) * STEP


@settings(max_examples=250, deadline=None)
@given(two_people())
def test_two_meet_where_a_clock_that_is_asked_all_the_time_says_so(
    people: tuple[Need, Offer, datetime],
) -> None:
    """Everything here lies on quarters of an hour: what holds at each quarter holds at each minute."""
    need, offer, now = people
    found = times(need, offer, now)
    assert bool(found.meeting) == any(_starts(need, offer, now)), (found, need, offer, now)
    for piece in found.meeting:
        enough = (piece.end - piece.start) if need.minutes is None else need.minutes * MINUTE
        assert piece.end - piece.start >= enough
        assert piece.start in _starts(need, offer, now)
        assert all(_free(offer, moment) for moment in _moments(piece))


@settings(max_examples=100, deadline=None)
@given(two_people())
def test_free_time_is_every_free_moment(people: tuple[Need, Offer, datetime]) -> None:
    _, offer, now = people
    within = Window(now, now + timedelta(hours=30))
    free = free_time(within, offer)
    for moment in _moments(within):
        assert any(w.start <= moment < w.end for w in free) == _free(offer, moment)


def _starts(need: Need, offer: Offer, now: datetime) -> list[datetime]:
    """The moments at which they could begin."""
    found = []
    for w in need.windows:
        enough = w.end - w.start if need.minutes is None else need.minutes * MINUTE
        for start in _moments(w):
            fits = start + enough <= w.end and w.end > now and (need.minutes is None or start >= now)
            free = fits and all(_free(offer, moment) for moment in _moments(Window(start, start + enough)))
            if free and not _week_is_full(offer, start):
                found.append(start)
    return found


def _moments(window: Window) -> list[datetime]:
    return [window.start + i * STEP for i in range((window.end - window.start) // STEP)]


def _free(offer: Offer, moment: datetime) -> bool:
    wall = moment.astimezone(ZoneInfo(offer.time_zone))
    if offer.availability and not any(_shows(slot, wall) for slot in offer.availability):
        return False
    if any(a.first <= wall.date() <= a.last for a in offer.away):
        return False
    if any(w.start <= moment < w.end for w in offer.busy):
        return False
    return sum(w.start <= moment < w.end for w in offer.held) < offer.at_a_time


def _week_is_full(offer: Offer, start: datetime) -> bool:
    """Some 7 x 24 hours that contain the start contain as many as are promised a week; looked for by hand."""
    begins = {start, *(p for p in offer.promised_at if p <= start)}
    week = timedelta(days=7)
    return any(
        sum(b <= p < b + week for p in offer.promised_at) >= offer.per_week
        for b in begins
        if start < b + week
    )


def _shows(slot: Slot, wall: datetime) -> bool:
    day, day_before = list(Weekday)[wall.weekday()], list(Weekday)[wall.weekday() - 1]
    if slot.end > slot.start:
        return day is slot.weekday and slot.start <= wall.time() < slot.end
    tonight = day is slot.weekday and wall.time() >= slot.start
    return tonight or (day_before is slot.weekday and wall.time() < slot.end)
