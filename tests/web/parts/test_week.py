"""Weekly hours on a grid: what nobody touched stays to the letter, and what is ticked is what is meant."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from matching.words.tasks import Weekday
from matching.words.values import Slot
from web.parts import week
from web.parts.week import BOXES, MOST_LINES

PATIENT = settings(deadline=None)
ON_GRID = [time(hour) for hour in (0, 6, 9, 12, 15, 18, 21)]

slots = st.builds(
    Slot,
    st.sampled_from(list(Weekday)),
    st.sampled_from(ON_GRID) | st.times().map(lambda at: time(at.hour, at.minute)),
    st.sampled_from(ON_GRID) | st.times().map(lambda at: time(at.hour, at.minute)),
)
availabilities = st.lists(slots, max_size=MOST_LINES).map(tuple)
boxes = st.sets(st.sampled_from(sorted(BOXES)))


def values_of(shown: week.Week) -> tuple[set[str], set[str]]:
    """What a form sends of a week as it is drawn."""
    return {box.value for box in shown.ticked}, {str(at) for at, _ in shown.lines}


def minutes(availability: tuple[Slot, ...]) -> set[int]:
    """Every minute of the week that these hours hold, counted from Monday at midnight."""
    held: set[int] = set()
    for slot in availability:
        first = slot.start.hour * 60 + slot.start.minute
        last = slot.end.hour * 60 + slot.end.minute
        day = list(Weekday).index(slot.weekday) * 24 * 60
        held |= {(day + at) % (7 * 24 * 60) for at in range(first, last + (24 * 60 if last <= first else 0))}
    return held


@PATIENT
@given(availabilities)
def test_saving_an_untouched_grid_changes_nothing(before: tuple[Slot, ...]) -> None:
    shown = week.shown(before)
    ticked, kept = values_of(shown)
    assert week.saved(before, ticked, kept, any_time=shown.any_time, pointer="/hours") == before


@PATIENT
@given(availabilities, boxes)
def test_the_hours_saved_are_the_boxes_ticked_and_the_lines_kept(
    before: tuple[Slot, ...], ticked: set[str]
) -> None:
    shown = week.shown(before)
    kept = {str(at) for at, _ in shown.lines[::2]}
    try:
        after = week.saved(before, ticked, kept, any_time=False, pointer="/hours")
    except Invalid:
        return
    lines = tuple(slot for _, slot in shown.lines[::2])
    boxed = tuple(Slot(box.weekday, box.part.start, box.part.end) for box in map(BOXES.__getitem__, ticked))
    assert minutes(after) == minutes(lines + boxed)
    assert tuple(slot for _, slot in week.shown(after).lines) == lines
    assert {box.value for box in week.shown(after).ticked} == ticked
    assert len(after) <= MOST_LINES


@PATIENT
@given(availabilities, boxes)
def test_saving_twice_is_saving_once(before: tuple[Slot, ...], ticked: set[str]) -> None:
    kept = values_of(week.shown(before))[1]
    try:
        after = week.saved(before, ticked, kept, any_time=False, pointer="/hours")
    except Invalid:
        return
    again = week.shown(after)
    assert week.saved(after, *values_of(again), any_time=False, pointer="/hours") == after


def test_boxes_that_touch_are_one_time_and_a_night_is_a_line() -> None:
    night = Slot(Weekday.FRI, time(22), time(6))
    after = week.saved(
        (night,), ["mon-9", "mon-12", "mon-18", "nonsense"], ["0"], any_time=False, pointer="/h"
    )
    assert after == (night, Slot(Weekday.MON, time(9), time(15)), Slot(Weekday.MON, time(18), time(21)))
    without = week.saved(after, ["mon-12", "mon-18"], [], any_time=False, pointer="/h")
    assert without == (Slot(Weekday.MON, time(12), time(15)), Slot(Weekday.MON, time(18), time(21)))


def test_unticking_the_last_box_does_not_mean_any_time() -> None:
    """No hours mean all hours: that somebody has to say."""
    before = (Slot(Weekday.MON, time(9), time(12)),)
    with pytest.raises(Invalid) as refused:
        week.saved(before, [], [], any_time=False, pointer="/hours")
    assert refused.value.extra["errors"] == [{"pointer": "/hours", "code": "hours_needed"}]
    assert week.saved(before, ["mon-9"], [], any_time=True, pointer="/hours") == ()
    assert week.saved((), ["mon-9"], [], any_time=True, pointer="/hours") == before


def test_more_hours_than_an_offer_carries_are_written_shorter_or_refused() -> None:
    apart = tuple(Slot(box.weekday, box.part.start, box.part.end) for box in BOXES.values())
    lines = tuple(Slot(Weekday.SUN, time(0, at), time(5)) for at in range(8))
    every = list(BOXES)
    full = apart[1:] + lines
    kept = values_of(week.shown(full))[1]
    assert len(week.saved(full, every, kept, any_time=False, pointer="/h")) == MOST_LINES
    more = apart[2:] + tuple(Slot(Weekday.SUN, time(0, at), time(5)) for at in range(10))
    kept = values_of(week.shown(more))[1]
    assert (
        len(week.saved(more, ["mon-6", "mon-12", *every[3:]], kept, any_time=False, pointer="/h"))
        <= MOST_LINES
    )
    many = tuple(Slot(Weekday.SUN, time(0, at), time(5)) for at in range(MOST_LINES))
    with pytest.raises(Invalid, match="invalid"):
        week.saved(many, ["mon-9"], values_of(week.shown(many))[1], any_time=False, pointer="/h")
