"""When a helper could come at all: weekly hours and days away, in their own time zone.

Weekly hours are what the clock on their wall says, so a slot moves by an hour in UTC when summer time
begins. What they have promised to others, and what both have time for, is in `meeting`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matching.rules.stretches import common, joined
from matching.states.local_time import A_DAY, instant, local_day, stretch
from matching.words.tasks import Weekday
from matching.words.values import Away, Slot, Window

_WEEK = tuple(Weekday)
_EVER = date(1970, 1, 1), date(9000, 1, 1)
_AN_INSTANT = timedelta(microseconds=1)


def hours(window: Window, availability: Iterable[Slot], time_zone: str) -> list[Window]:
    """What of a stretch lies within weekly hours; no hours given means all of it.

    Slots that touch count as one, so that Monday until midnight and Tuesday from midnight carry a night.
    """
    slots = tuple(availability)
    if not slots:
        return [window]
    return list(common(window, joined(_occurrences(window, slots, ZoneInfo(time_zone)))))


def days_away(away: Iterable[Away], time_zone: str) -> list[Window]:
    """Times away as stretches: from the midnight on which the first local day begins to the one that ends the last."""
    zone = ZoneInfo(time_zone)
    return [
        Window(_midnight(max(a.first, _EVER[0]), zone), _midnight(min(a.last, _EVER[1]) + A_DAY, zone))
        for a in away
        if a.first <= _EVER[1] and a.last >= _EVER[0]
    ]


def is_away_throughout(window: Window, away: Iterable[Away], time_zone: str) -> bool:
    """Whether every local day of the window lies within a time away."""
    periods = tuple(away)
    if not periods:
        return False
    zone = ZoneInfo(time_zone)
    days = _days(local_day(window.start, zone), local_day(window.end - _AN_INSTANT, zone))
    return all(any(a.first <= day <= a.last for a in periods) for day in days)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(day, time(0), zone)


def _occurrences(window: Window, slots: tuple[Slot, ...], zone: ZoneInfo) -> Iterator[Window]:
    """Each time a slot comes round near the window: from the day before on, for slots past midnight."""
    for day in _days(local_day(window.start, zone) - A_DAY, local_day(window.end, zone)):
        for slot in slots:
            if slot.weekday is _WEEK[day.weekday()]:
                yield stretch(day, slot.start, slot.end, zone, longest=False)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += A_DAY
