"""The six parts of a day that people choose from: three hours each, from six in the morning until midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time

from texts.catalogue import best, say

HOURS = 3
FIRST = 6
"""The nights before belong to none: whoever means them says a time."""

_NO_BREAK = str.maketrans({" ": "\u00a0", "\u202f": "\u00a0"})


@dataclass(frozen=True, slots=True, order=True)
class DayPart:
    """From an hour on the wall's clock, for three hours: 6, 9, 12, 15, 18 or 21."""

    hour: int

    @property
    def start(self) -> time:
        return time(self.hour)

    @property
    def end(self) -> time:
        """Midnight of the last one is the 0:00 of the next day."""
        return time((self.hour + HOURS) % 24)

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return str(self.hour)


DAY_PARTS = tuple(DayPart(hour) for hour in range(FIRST, 24, HOURS))


def read(value: str) -> DayPart | None:
    """What a form sent; None for what is no part of a day."""
    return next((part for part in DAY_PARTS if part.value == value), None)


def name(part: DayPart, locale: str) -> str:
    """What people call it: "in the morning"."""
    return say(f"page.day_part.{part.value}", locale)


def clock(part: DayPart, locale: str) -> str:
    """Its hours as the reader writes them: "9:00 – 12:00", "9:00 AM – 12:00 PM"."""
    language = best(locale)
    first, last = (format_time(at, "short", locale=language) for at in (part.start, part.end))
    return f"{first.translate(_NO_BREAK)} – {last.translate(_NO_BREAK)}"


def window(day: date, part: DayPart, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When that is, in UTC. A time that the clock skips in spring lies as long after the skip as without one."""
    ends_on = day if part.end > part.start else day + timedelta(days=1)
    return (
        datetime.combine(day, part.start, zone).astimezone(UTC),
        datetime.combine(ends_on, part.end, zone).astimezone(UTC),
    )


def left(day: date, now: datetime, zone: ZoneInfo) -> tuple[DayPart, ...]:
    """Those of a day that are not over."""
    return tuple(part for part in DAY_PARTS if window(day, part, zone)[1] > now)
