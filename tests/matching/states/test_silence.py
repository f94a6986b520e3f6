"""Silence counts 72 hours after the question left by a way that reached, and never before, nor without one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states.deadlines import SILENCE
from matching.states.silence import DEVICE_IN_USE, Sending, counts_at, reached

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
AN_INSTANT = timedelta(microseconds=1)

moments = st.integers(-80, 200).map(lambda hours: NOW + timedelta(hours=hours))
perhaps = st.none() | moments
seen = st.none() | st.integers(-1000, 200).map(lambda hours: NOW + timedelta(hours=hours))
sendings = st.builds(Sending, moments, seen, perhaps, perhaps)


@given(st.lists(sendings, max_size=4))
def test_silence_counts_exactly_when_some_way_was_open_for_all_of_it(ways: list[Sending]) -> None:
    """Held against a slow walk: hour by hour, was there a way that led to somebody the whole time?"""
    found = counts_at(ways)
    whole = [
        way for way in ways if all(_open(way, hour) for hour in range(int(SILENCE.total_seconds() // 3600)))
    ]
    assert found == min((way.sent_at + SILENCE for way in whole), default=None)
    if found is not None:
        assert found - SILENCE in {way.sent_at for way in ways}


def _open(way: Sending, hour: int) -> bool:
    """Whether, so many hours after it left, the question still stood where somebody could read and answer it."""
    until = way.sent_at + timedelta(hours=hour + 1)
    dead = way.came_back_at is not None and way.came_back_at < until
    shut = way.shut_at is not None and way.shut_at < until
    drawer = way.device_seen_at is not None and way.sent_at - way.device_seen_at > DEVICE_IN_USE
    return not (dead or shut or drawer)


@given(sendings, st.lists(sendings, max_size=3))
def test_one_way_more_never_makes_it_later(way: Sending, others: list[Sending]) -> None:
    before, after = counts_at(others), counts_at([way, *others])
    assert before is None or (after is not None and after <= before)


@pytest.mark.parametrize(
    ("way", "is_reached"),
    [
        (Sending(NOW), True),
        (Sending(NOW, device_seen_at=NOW - DEVICE_IN_USE), True),
        (Sending(NOW, device_seen_at=NOW - DEVICE_IN_USE - AN_INSTANT), False),
        (Sending(NOW, came_back_at=NOW + SILENCE - AN_INSTANT), False),
        (Sending(NOW, came_back_at=NOW + SILENCE), True),
        (Sending(NOW, shut_at=NOW + SILENCE - AN_INSTANT), False),
        (Sending(NOW, shut_at=NOW + SILENCE), True),
    ],
)
def test_the_edges_of_being_reached(way: Sending, is_reached: bool) -> None:
    assert reached(way) is is_reached
