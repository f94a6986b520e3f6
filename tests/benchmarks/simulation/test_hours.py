"""The world with hours: whoever says yes has time, agrees on a part of both, and is in one place at a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from benchmarks.simulation import hours
from benchmarks.simulation.calendar import WEEKLY_HOURS, draw_calendar, latest_start, moment
from benchmarks.simulation.hours import SimulationWithHours
from benchmarks.simulation.world import draw
from matching.rules.stretches import lasting
from matching.words.tasks import Weekday
from matching.words.values import Slot

SMALL = replace(hours.WITH_HOURS, helpers=60, needs_a_day=10.0, days=20, side_km=15.0)


@pytest.fixture(scope="module")
def busy_town() -> SimulationWithHours:
    """A town that was played to its end, asked for parts of windows."""
    world = draw(SMALL, 1)
    simulation = SimulationWithHours(world, draw_calendar(world, 1), 1)
    simulation.run()
    return simulation


def within(slot: Slot, at: datetime) -> bool:
    return tuple(Weekday)[at.weekday()] is slot.weekday and slot.start <= at.time() < slot.end


def test_nobody_is_in_two_places(busy_town: SimulationWithHours) -> None:
    assert sum(map(len, busy_town.agreed.values())) > 10, "else nothing was seen"
    for agreed in busy_town.agreed.values():
        first_to_last = sorted(agreed, key=lambda window: window.start)
        assert all(a.end <= b.start for a, b in pairwise(first_to_last))


def test_everybody_comes_within_hours_of_their_own(busy_town: SimulationWithHours) -> None:
    for helper, agreed in busy_town.agreed.items():
        slots = busy_town.calendar.offers[helper].availability
        for window in agreed:
            minutes = [window.start + timedelta(minutes=m) for m in range(int(lasting(window).seconds / 60))]
            assert all(any(within(slot, at) for slot in slots) for at in minutes)


def test_hours_are_as_many_as_assumed() -> None:
    calendar = draw_calendar(draw(SMALL, 2), 2)
    for offer in calendar.offers:
        a_week = sum(slot.end.hour - slot.start.hour for slot in offer.availability)
        assert WEEKLY_HOURS[0] - 1 <= a_week <= WEEKLY_HOURS[1] + 1


def test_whole_windows_end_sooner_for_everybody() -> None:
    """Whoever has time for the whole of a window has time for a part of it."""
    world = draw(SMALL, 3)
    calendar = draw_calendar(world, 3)
    whole = calendar.whole_windows()
    met = met_wholly = 0
    for need, wholly in zip(calendar.needs[:40], whole.needs[:40], strict=True):
        now = moment(float(world.posted[need.id.int - 1]))
        for offer in calendar.offers:
            part = latest_start(need, offer, now) >= 0
            all_of_it = latest_start(wholly, offer, now) >= 0
            assert part or not all_of_it
            met, met_wholly = met + part, met_wholly + all_of_it
    assert 0 < met_wholly < met


def test_rows_say_what_parts_bring() -> None:
    fill, doubled = hours.rows(a=SMALL, seeds=[1])
    assert fill.met
    assert doubled.measured == "0"
