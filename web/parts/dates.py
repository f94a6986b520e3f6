"""A day within a year, to choose by two lists: the day of the month, and the month by name. Nothing is typed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from core.errors import Invalid
from doors.forms import Fields
from texts.catalogue import best
from web.parts.fields import Choice, Field
from web.reader import Reader

MONTHS = 13
"""The one it is, and a year from then."""


def fields(reader: Reader, name: str, label: str, month: str, note: str = "") -> tuple[Field, Field]:
    """Day and month; both may be left as they are. `month`: what the second list is called."""
    nothing = Choice("", "–")
    numbers = [Choice(str(number), str(number)) for number in range(1, 32)]
    months = [Choice(f"{first:%Y-%m}", _named(first, reader.locale)) for first in _months(reader)]
    return (
        Field(
            f"{name}_day",
            label,
            "select",
            choices=(nothing, *numbers),
            picked=("",),
            needed=False,
            note=note,
        ),
        Field(
            f"{name}_month",
            month,
            "select",
            choices=(nothing, *months),
            picked=("",),
            needed=False,
        ),
    )


def chosen(sent: Fields, name: str) -> date | None:
    """The day that was chosen; None where none was. Raises Invalid for half of one, and for what is none."""
    day, month = sent.one(f"{name}_day"), sent.one(f"{name}_month")
    if not day and not month:
        return None
    if not day or not month:
        raise Invalid(f"/{name}_{'month' if day else 'day'}", "missing")
    try:
        return date.fromisoformat(f"{month}-{int(day):02}")
    except ValueError as error:
        raise Invalid(f"/{name}_day", "not_a_time") from error


def beginning(day: date, time_zone: str, *, after: bool = False) -> datetime:
    """When a day begins there; `after`: when it is over."""
    on = day + timedelta(days=1) if after else day
    return datetime.combine(on, time(), ZoneInfo(time_zone)).astimezone(UTC)


def _months(reader: Reader) -> list[date]:
    today = reader.now.astimezone(ZoneInfo(reader.time_zone)).date()
    counted = [today.month - 1 + ahead for ahead in range(MONTHS)]
    return [date(today.year + count // 12, count % 12 + 1, 1) for count in counted]


def _named(first: date, locale: str) -> str:
    there = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    return str(format_skeleton("yMMMM", there, locale=best(locale)))
