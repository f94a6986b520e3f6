"""Days by name and parts of a day: none is over, none is missing, on every clock of the world."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from texts.catalogue import LANGUAGES
from web.parts import day_parts, days
from web.parts.day_parts import DAY_PARTS

ZONES = [
    "UTC",
    "Africa/Nairobi",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
]
zones = st.sampled_from([*ZONES, "America/Sao_Paulo", "Africa/Cairo", "Pacific/Pago_Pago"]).map(ZoneInfo)
moments = st.integers(1_420_070_400, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC))
"""From 2015 to 2060."""
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@settings(deadline=None)
@given(moments, zones)
def test_fourteen_days_in_a_row_from_the_first_that_is_not_over(now: datetime, zone: ZoneInfo) -> None:
    coming = [day.on for day in days.coming(now, zone, "en")]
    assert coming == [coming[0] + timedelta(days=ahead) for ahead in range(14)]
    today = now.astimezone(zone).date()
    assert coming[0] in (today, today + timedelta(days=1))
    assert day_parts.left(coming[0], now, zone)
    assert all(days.chosen(day.isoformat(), now, zone, "/day") == day for day in coming)


@settings(deadline=None)
@given(st.dates(date(2015, 1, 1), date(2060, 1, 1)), zones)
def test_parts_of_a_day_follow_one_another_without_a_gap(day: date, zone: ZoneInfo) -> None:
    windows = [day_parts.window(day, part, zone) for part in DAY_PARTS]
    assert all(start < end for start, end in windows)
    assert all(one[1] == other[0] for one, other in pairwise(windows))
    assert windows[0][0].astimezone(zone).date() == day


@settings(deadline=None)
@given(moments, zones)
def test_what_is_left_of_a_day_is_its_end(now: datetime, zone: ZoneInfo) -> None:
    left = day_parts.left(now.astimezone(zone).date(), now, zone)
    assert left == DAY_PARTS[len(DAY_PARTS) - len(left) :]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "not_a_time"),
        ("tomorrow", "not_a_time"),
        ("2026-11-28", "in_the_past"),
        ("2026-12-14", "out_of_range"),
        ("9999-12-31", "out_of_range"),
    ],
)
def test_other_days_are_refused(value: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        days.chosen(value, NOON, ZoneInfo("UTC"), "/day")
    assert refused.value.extra["errors"] == [{"pointer": "/day", "code": code}]


def test_today_and_tomorrow_are_called_so_also_when_today_is_over() -> None:
    zone = ZoneInfo("UTC")
    assert [day.name for day in days.coming(NOON, zone, "en")][:3] == [
        "Today, Sunday, November 29",
        "Tomorrow, Monday, November 30",
        "Tuesday, December 1",
    ]
    late = days.coming(datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC), ZoneInfo("Africa/Nairobi"), "en")
    assert late[0].name == "Today, Monday, November 30"


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_parts_have_their_names_in_each_language(language: str) -> None:
    named = [day.name for day in days.coming(NOON, ZoneInfo("UTC"), language)]
    assert len(set(named)) == 14
    assert len({day_parts.name(part, language) for part in DAY_PARTS}) == 6
    assert len({day_parts.clock(part, language) for part in DAY_PARTS}) == 6


def test_a_form_names_a_part_of_the_day_by_its_hour() -> None:
    assert [day_parts.read(part.value) for part in DAY_PARTS] == list(DAY_PARTS)
    assert day_parts.read("7") is day_parts.read("") is None
    assert day_parts.clock(DAY_PARTS[-1], "fr") == "21:00 – 00:00"
