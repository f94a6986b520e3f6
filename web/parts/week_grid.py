"""Weekly hours as fields of a form: the grid of boxes, and below it the lines that do not fall on it."""

from datetime import time
from typing import Literal

from babel.dates import format_time, get_day_names

from matching.words.tasks import Weekday
from matching.words.values import Slot
from texts.catalogue import best
from web.parts import day_parts
from web.parts.day_parts import DAY_PARTS, HOURS, DayPart
from web.parts.fields import Choice, Field, Grid, Row
from web.parts.week import Box, Week

COLUMNS = tuple(f"{part.hour:02}–{part.hour + HOURS:02}" for part in DAY_PARTS)
"""As phones show hours, so that nobody counts them from dawn, and narrow enough for six on a small screen; a box says
its hours as the reader writes them.
"""


def grid(week: Week, name: str, label: str, locale: str) -> Grid:
    """The boxes of a week, those ticked that are said. `name`: the field that carries the values of those ticked."""
    return Grid(
        name,
        label,
        COLUMNS,
        tuple(_row(day, locale) for day in Weekday),
        frozenset(box.value for box in week.ticked),
    )


def lines(week: Week, name: str, label: str, locale: str) -> Field | None:
    """The hours that no box holds, each ticked; to untick one gives it up. None where there are none."""
    if not week.lines:
        return None
    choices = tuple(Choice(str(at), _said(slot, locale)) for at, slot in week.lines)
    picked = tuple(choice.value for choice in choices)
    return Field(name, label, "some_of", choices=choices, picked=picked, needed=False)


def _row(day: Weekday, locale: str) -> Row:
    return Row(_day(day, "abbreviated", locale), tuple(_box(day, part, locale) for part in DAY_PARTS))


def _box(day: Weekday, part: DayPart, locale: str) -> Choice:
    return Choice(Box(day, part).value, f"{_day(day, 'wide', locale)}, {day_parts.clock(part, locale)}")


def _day(day: Weekday, width: Literal["abbreviated", "wide"], locale: str) -> str:
    return str(get_day_names(width, locale=best(locale))[list(Weekday).index(day)])


def _said(slot: Slot, locale: str) -> str:
    return f"{_day(slot.weekday, 'wide', locale)}, {clock(slot.start, locale)} – {clock(slot.end, locale)}"


def clock(at: time, locale: str) -> str:
    """A time of day as the reader writes it."""
    return str(format_time(at, "short", locale=best(locale)))
