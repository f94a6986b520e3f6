"""When something is to be looked at again: this evening, tomorrow, in three days, on a day; where the reader is."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from web.parts import days
from web.parts.fields import Choice
from web.reader import Reader

EVENING, MORNING = time(18), time(8)


def evening(reader: Reader) -> datetime | None:
    """This evening; None once it has come."""
    there = _zone(reader)
    at = datetime.combine(reader.now.astimezone(there).date(), EVENING, there).astimezone(UTC)
    return at if at > reader.now else None


def ahead(reader: Reader, count: int) -> datetime:
    """The morning of the day so many days from now."""
    there = _zone(reader)
    day = reader.now.astimezone(there).date() + timedelta(days=count)
    return datetime.combine(day, MORNING, there).astimezone(UTC)


def choices(reader: Reader) -> Iterator[Choice]:
    """The coming days by name, from tomorrow on."""
    for day in days.coming(reader.now, _zone(reader), reader.locale):
        if day.on > reader.now.astimezone(_zone(reader)).date():
            yield Choice(day.value, day.name)


def chosen(reader: Reader, value: str, pointer: str) -> datetime:
    """The morning of the day that was chosen. Raises Invalid where none was, or it is over."""
    if not value:
        raise Invalid(pointer, "missing")
    day = days.chosen(value, reader.now, _zone(reader), pointer)
    at = datetime.combine(day, MORNING, _zone(reader)).astimezone(UTC)
    if at <= reader.now:
        raise Invalid(pointer, "in_the_past")
    return at


def _zone(reader: Reader) -> ZoneInfo:
    return ZoneInfo(reader.time_zone)
