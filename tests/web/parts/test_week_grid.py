"""A week as fields: every box is named by day and hours, and what the fields send saves what was there."""

from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.words.tasks import Weekday
from matching.words.values import Slot
from texts.catalogue import LANGUAGES
from web.parts import week, week_grid

hours = st.integers(0, 23).map(time)
availabilities = st.lists(st.builds(Slot, st.sampled_from(list(Weekday)), hours, hours), max_size=20).map(
    tuple
)


@settings(deadline=None)
@given(availabilities, st.sampled_from(LANGUAGES))
def test_sent_as_they_are_drawn_the_fields_change_nothing(before: tuple[Slot, ...], language: str) -> None:
    shown = week.shown(before)
    grid = week_grid.grid(shown, "hours", "Hours", language)
    lines = week_grid.lines(shown, "lines", "Other hours", language)
    kept = lines.picked if lines else ()
    assert week.saved(before, grid.picked, kept, any_time=shown.any_time, pointer="/hours") == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_box_has_a_name_of_its_own_in_each_language(language: str) -> None:
    grid = week_grid.grid(week.shown(()), "hours", "Hours", language)
    boxes = [box for row in grid.rows for box in row.boxes]
    assert (len(grid.rows), len(grid.columns)) == (7, 6)
    assert len({box.label for box in boxes}) == len({box.value for box in boxes}) == 42
    assert {box.value for box in boxes} == set(week.BOXES)
    assert len({row.label for row in grid.rows}) == 7


def test_a_night_is_a_line_and_the_week_begins_on_monday() -> None:
    night = Slot(Weekday.FRI, time(22), time(6))
    lines = week_grid.lines(week.shown((night,)), "lines", "Other hours", "fr")
    assert lines is not None
    assert [(choice.value, choice.label) for choice in lines.choices] == [("0", "vendredi, 22:00 – 06:00")]
    grid = week_grid.grid(week.shown(()), "hours", "Hours", "en")
    assert grid.rows[0].label == "Mon"
    assert grid.rows[0].boxes[0].label == "Monday, 6:00\u00a0AM – 9:00\u00a0AM"
    assert week_grid.COLUMNS == ("06–09", "09–12", "12–15", "15–18", "18–21", "21–24")
    assert week_grid.lines(week.shown(()), "lines", "Other hours", "en") is None
