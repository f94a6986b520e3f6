"""Clocks: how long things live, and that time to reply counts only hours in which a phone may ring."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.states.deadlines import (
    NEED_AT_MOST,
    Awaiting,
    contact_until,
    need_expiry,
    offer_expiry,
    reply_by,
    report_due_at,
)
from matching.states.quiet_hours import QuietHours, may_ring, next_ring
from matching.words.values import Window
from matching.words.vocabulary import Urgency
from tests.matching.builders import NOW

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
FIVE_MINUTES = timedelta(minutes=5)
NIGHT = QuietHours()


def local(zone: str, *when: int) -> datetime:
    year, month, day, hour, minute = (*when, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("urgency", "hours"), [(Urgency.URGENT, 24), (Urgency.SOON, 7 * 24), (Urgency.FLEXIBLE, 30 * 24)]
)
def test_a_need_lives_by_its_urgency(urgency: Urgency, hours: int) -> None:
    assert need_expiry(urgency, NOW) == NOW + timedelta(hours=hours)


def test_a_need_lives_as_long_as_asked_but_90_days_at_most() -> None:
    month = NOW + timedelta(days=31)
    assert need_expiry(Urgency.URGENT, NOW, asked_until=month) == month
    assert need_expiry(Urgency.SOON, NOW, asked_until=NOW + timedelta(days=365)) == NOW + NEED_AT_MOST


def test_a_need_never_outlives_its_last_window() -> None:
    evening = NOW + timedelta(hours=6)
    assert need_expiry(Urgency.FLEXIBLE, NOW, last_window_end=evening) == evening
    assert need_expiry(Urgency.SOON, NOW, NOW + timedelta(days=2), evening) == evening
    assert need_expiry(Urgency.URGENT, NOW, None, NOW + timedelta(days=9)) == NOW + timedelta(days=1)


def test_an_offer_lives_180_days_or_shorter() -> None:
    assert offer_expiry(NOW) == NOW + timedelta(days=180)
    assert offer_expiry(NOW, NOW + timedelta(days=10)) == NOW + timedelta(days=10)
    assert offer_expiry(NOW, NOW + timedelta(days=999)) == NOW + timedelta(days=180)


def test_clocks_of_a_confirmed_match() -> None:
    agreed = Window(NOW + timedelta(days=2), NOW + timedelta(days=2, hours=3))
    assert contact_until(NOW, agreed) == agreed.end + timedelta(hours=72)
    assert contact_until(NOW, None) == NOW + timedelta(days=14)
    assert report_due_at(NOW, agreed) == agreed.end + timedelta(days=1)
    assert report_due_at(NOW, None) == NOW + timedelta(days=3)


def replies(
    kind: Awaiting,
    urgency: Urgency,
    start: datetime,
    zone: str,
    *,
    quiet: QuietHours | None = NIGHT,
    expires: datetime | None = None,
) -> datetime:
    expires = expires or start + timedelta(days=90)
    return reply_by(kind, urgency, start, need_expires_at=expires, quiet=quiet, time_zone=zone)


@pytest.mark.parametrize(
    ("urgency", "hours"), [(Urgency.URGENT, 1), (Urgency.SOON, 12), (Urgency.FLEXIBLE, 24)]
)
def test_without_quiet_hours_a_proposal_stands_by_urgency(urgency: Urgency, hours: int) -> None:
    assert replies(Awaiting.PROPOSAL, urgency, NOW, BERLIN, quiet=None) == NOW + timedelta(hours=hours)
    assert replies(Awaiting.INVITATION, urgency, NOW, BERLIN, quiet=None) == NOW + timedelta(hours=24)


def test_a_proposal_of_the_evening_stands_into_the_morning() -> None:
    start = local(BERLIN, 2026, 6, 1, 21, 30)
    assert replies(Awaiting.PROPOSAL, Urgency.URGENT, start, BERLIN) == local(BERLIN, 2026, 6, 2, 8, 30)


def test_a_proposal_of_the_night_counts_from_the_morning() -> None:
    start = local(NEW_YORK, 2026, 6, 1, 3)
    assert replies(Awaiting.PROPOSAL, Urgency.SOON, start, NEW_YORK) == local(NEW_YORK, 2026, 6, 1, 20)


def test_reply_never_passes_the_needs_expiry() -> None:
    start = local(BERLIN, 2026, 6, 1, 21)
    expires = local(BERLIN, 2026, 6, 2, 7)
    assert replies(Awaiting.PROPOSAL, Urgency.SOON, start, BERLIN, expires=expires) == expires
    assert (
        replies(Awaiting.PROPOSAL, Urgency.SOON, expires + FIVE_MINUTES, BERLIN, expires=expires) == expires
    )


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        # 2 h on the evening, 14 h of Sunday, 8 h of Monday; the night between lasts 9 h or 11 h.
        (BERLIN, (2026, 3, 28, 20), (2026, 3, 30, 16)),
        (BERLIN, (2026, 10, 24, 20), (2026, 10, 26, 16)),
        (NEW_YORK, (2026, 3, 7, 20), (2026, 3, 9, 16)),
        (NEW_YORK, (2026, 10, 31, 20), (2026, 11, 2, 16)),
    ],
)
def test_reply_keeps_to_the_wall_clock_when_summer_time_changes(
    zone: str, start: tuple[int, int, int, int], end: tuple[int, int, int, int]
) -> None:
    assert replies(Awaiting.INVITATION, Urgency.SOON, local(zone, *start), zone) == local(zone, *end)


def test_quiet_hours_that_end_in_a_skipped_hour_end_as_much_later() -> None:
    quiet = QuietHours(time(22), time(2, 30))
    skipped = local(BERLIN, 2026, 3, 29, 3, 30)
    assert next_ring(local(BERLIN, 2026, 3, 29, 0), quiet, BERLIN) == skipped


def test_quiet_hours_that_end_in_a_repeated_hour_last_to_its_second_time() -> None:
    quiet = QuietHours(time(22), time(2, 30))
    second = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo(BERLIN), fold=1).astimezone(UTC)
    assert next_ring(local(BERLIN, 2026, 10, 25, 0), quiet, BERLIN) == second
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_equal_limits_mean_no_quiet_hours() -> None:
    never = QuietHours(time(8), time(8))
    assert all(may_ring(NOW + timedelta(hours=h), never, BERLIN) for h in range(24))
    assert replies(Awaiting.PROPOSAL, Urgency.SOON, NOW, BERLIN, quiet=never) == NOW + timedelta(hours=12)


CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
]
moments = st.builds(
    lambda change, steps: change + steps * FIVE_MINUTES, st.sampled_from(CHANGES), st.integers(-700, 400)
)
zones = st.sampled_from([BERLIN, NEW_YORK, "Africa/Nairobi", "Asia/Kathmandu", "UTC"])
quiets = st.builds(QuietHours, st.integers(12, 23).map(time), st.integers(4, 11).map(time))


def rings_by_the_wall_clock(at: datetime, quiet: QuietHours, zone: str) -> bool:
    wall = at.astimezone(ZoneInfo(zone)).time()
    return quiet.end <= wall < quiet.start


@settings(max_examples=150, deadline=None)
@given(moments, quiets, zones)
@example(CHANGES[0], QuietHours(time(22), time(5)), BERLIN)
def test_phones_ring_as_the_wall_clock_says(at: datetime, quiet: QuietHours, zone: str) -> None:
    assert may_ring(at, quiet, zone) == rings_by_the_wall_clock(at, quiet, zone)
    rings = next_ring(at, quiet, zone)
    assert rings >= at
    assert may_ring(rings, quiet, zone)
    assert rings == at or not may_ring(rings - FIVE_MINUTES, quiet, zone)


@settings(max_examples=60, deadline=None)
@given(moments, quiets, zones, st.sampled_from(Urgency), st.integers(1, 1000))
def test_reply_counts_exactly_the_hours_in_which_they_may_be_rung(
    start: datetime, quiet: QuietHours, zone: str, urgency: Urgency, lives: int
) -> None:
    expires = start + lives * FIVE_MINUTES
    due = replies(Awaiting.PROPOSAL, urgency, start, zone, quiet=quiet, expires=expires)
    assert start <= due <= expires
    steps = (due - start) // FIVE_MINUTES
    counted = sum(rings_by_the_wall_clock(start + i * FIVE_MINUTES, quiet, zone) for i in range(steps))
    stands = {Urgency.URGENT: 12, Urgency.SOON: 144, Urgency.FLEXIBLE: 288}[urgency]
    assert counted == stands if due < expires else counted <= stands


tiny = st.builds(QuietHours, st.integers(0, 23).map(time), st.integers(0, 23).map(lambda h: time(h, 30)))


@settings(max_examples=100, deadline=None)
@given(moments, tiny, zones)
def test_odd_quiet_hours_still_leave_a_time_to_ring(at: datetime, quiet: QuietHours, zone: str) -> None:
    """Nearly whole days of silence, limits inside the changed hour: nobody is silent for ever."""
    rings = next_ring(at, quiet, zone)
    assert at <= rings <= at + timedelta(hours=50)
    assert may_ring(rings, quiet, zone)
