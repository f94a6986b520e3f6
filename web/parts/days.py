"""The next fourteen days by name, to choose one of: no calendar, no date to type, in the zone of whoever it is for."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from core.errors import Invalid
from texts.catalogue import best, say
from web.parts import day_parts

MANY = 14
_BY_NAME = ("today", "tomorrow")


@dataclass(frozen=True, slots=True)
class Day:
    """A day to choose. `value`: what the form sends; `name`: as the reader says it, today and tomorrow so."""

    on: date
    value: str
    name: str


def coming(now: datetime, zone: ZoneInfo, locale: str) -> list[Day]:
    """Fourteen days from today on, or from tomorrow where nothing of today is left to choose."""
    today = now.astimezone(zone).date()
    first = 0 if day_parts.left(today, now, zone) else 1
    return [_day(today, ahead, locale) for ahead in range(first, first + MANY)]


def chosen(value: str, now: datetime, zone: ZoneInfo, pointer: str) -> date:
    """The day that a form sent. A page that was left open tells no day that is over.

    Raises Invalid `not_a_time` for what is no day, `in_the_past` for one before today, `out_of_range` for one beyond
    those that are offered.
    """
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(pointer, "not_a_time") from error
    ahead = (day - now.astimezone(zone).date()).days
    if ahead < 0:
        raise Invalid(pointer, "in_the_past")
    if ahead > MANY:
        raise Invalid(pointer, "out_of_range")
    return day


def _day(today: date, ahead: int, locale: str) -> Day:
    on = today + timedelta(days=ahead)
    written = format_date(on, _pattern(best(locale)), locale=best(locale))
    named = say(f"page.day.{_BY_NAME[ahead]}", locale, day=written) if ahead < len(_BY_NAME) else written
    return Day(on, on.isoformat(), named)


@cache
def _pattern(language: str) -> str:
    """Weekday, day and month in the order of a language, their names in full: what Unicode has is cut short."""
    known = Locale(language).datetime_skeletons
    short = str(known.get("MMMMEd", known["MMMEd"]).pattern)
    return re.sub(r"\bE+\b", "EEEE", re.sub(r"\b[ML]+\b", "MMMM", short))
