"""When several messages travel as one: never at night, never before they were made, at most twice a day."""

import itertools
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states import digests
from matching.states.digests import Item, due
from matching.states.quiet_hours import QuietHours, may_ring
from matching.words.vocabulary import Rhythm

ZONES = st.sampled_from(["UTC", "America/Detroit", "Asia/Kathmandu", "Pacific/Apia", "Europe/Lisbon"])
HOURS = st.integers(0, 23).map(time)
QUIETS = st.none() | st.builds(QuietHours, HOURS, HOURS)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
ITEMS = st.lists(st.builds(Item, st.sampled_from(Rhythm), MOMENTS), max_size=5)


@given(ITEMS, st.none() | MOMENTS, QUIETS, ZONES)
def test_a_digest_comes_by_day_and_after_what_it_tells(
    items: list[Item], last: datetime | None, quiet: QuietHours | None, zone: str
) -> None:
    at = due(items, last, quiet, zone)
    assert (at is None) is (not items)
    if at is not None:
        assert may_ring(at, quiet, zone)
        assert any(item.since < at for item in items)


@given(ITEMS, st.builds(Item, st.sampled_from(Rhythm), MOMENTS), QUIETS, ZONES)
def test_one_more_never_makes_the_others_wait(
    items: list[Item], more: Item, quiet: QuietHours | None, zone: str
) -> None:
    """For whoever had a digest before; without one the first waits from the first thing on."""
    last = datetime(2025, 12, 1, tzinfo=UTC)
    before, after = due(items, last, quiet, zone), due([*items, more], last, quiet, zone)
    assert after is not None
    assert before is None or after <= before


@given(st.lists(MOMENTS, min_size=1, max_size=30), st.sampled_from(Rhythm), QUIETS, ZONES)
def test_no_day_has_more_than_two(
    times: list[datetime], rhythm: Rhythm, quiet: QuietHours | None, zone: str
) -> None:
    """Played through: each digest takes along all that is there."""
    sent: list[datetime] = []
    left = sorted(times)
    while left:
        last = sent[-1] if sent else None
        known = [left[0]]
        at = due([Item(rhythm, since) for since in known], last, quiet, zone)
        for since in left[1:]:
            if at is not None and since < at:
                known.append(since)
                at = due([Item(rhythm, one) for one in known], last, quiet, zone)
        assert at is not None
        left = [since for since in left if since >= at]
        sent.append(at)
    days = [at.astimezone(ZoneInfo(zone)).date() for at in sent]
    assert max(days.count(day) for day in days) <= (2 if rhythm is Rhythm.TWICE else 1)
    if rhythm is Rhythm.SELDOM:
        assert all(b - a >= digests.SEVERAL_AFTER for a, b in itertools.pairwise(days))


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


NIGHT = QuietHours(time(22), time(8))


@pytest.mark.parametrize(
    ("items", "last", "quiet", "expected"),
    [
        ([Item(Rhythm.TWICE, _at(3, 9))], None, NIGHT, _at(3, 13)),
        ([Item(Rhythm.TWICE, _at(3, 14))], None, NIGHT, _at(4, 8)),
        ([Item(Rhythm.TWICE, _at(3, 2))], None, QuietHours(time(22), time(10)), _at(3, 10)),
        ([Item(Rhythm.DAILY, _at(3, 9))], None, NIGHT, _at(4, 8)),
        ([Item(Rhythm.SELDOM, _at(3, 9))], _at(2, 8), NIGHT, _at(9, 8)),
        ([Item(Rhythm.SELDOM, _at(3, 9))] * 3, _at(2, 8), NIGHT, _at(4, 8)),
        ([Item(Rhythm.SELDOM, _at(20, 9))], _at(2, 8), NIGHT, _at(21, 8)),
        ([Item(Rhythm.SELDOM, _at(3, 9)), Item(Rhythm.TWICE, _at(3, 9))], _at(3, 8), NIGHT, _at(3, 13)),
    ],
)
def test_when(items: list[Item], last: datetime | None, quiet: QuietHours, expected: datetime) -> None:
    assert due(items, last, quiet, "UTC") == expected
