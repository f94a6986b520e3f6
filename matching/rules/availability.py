"""When a helper could come: weekly hours and days away in their own time zone, and times already promised.

Weekly hours are what the clock on their wall says, so a slot moves by an hour in UTC when summer time
begins. Each question is asked of one window of the need; a helper fits if some window passes them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from matching.states.local_time import A_DAY, local_day, stretch
from matching.words.tasks import Weekday
from matching.words.values import Away, Need, Offer, Slot, Window

_WEEK = tuple(Weekday)
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Times:
    """The windows of a need that are left for one helper: each set is part of the one before."""

    to_come: tuple[Window, ...]
    within_hours: tuple[Window, ...]
    not_away: tuple[Window, ...]
    free: tuple[Window, ...]


_ANY_TIME = Times((), (), (), ())


def times(need: Need, offer: Offer, now: datetime) -> Times:
    """Sift a need's windows by what the helper said and has already promised."""
    if not need.windows:
        return _ANY_TIME
    to_come = tuple(w for w in need.windows if w.end > now)
    within = tuple(w for w in to_come if within_hours(w, offer.availability, offer.time_zone))
    here = tuple(w for w in within if not is_away(w, offer.away, offer.time_zone))
    free = tuple(w for w in here if not any(w.overlaps(promised) for promised in offer.busy))
    return Times(to_come, within, here, free)


def within_hours(window: Window, availability: Iterable[Slot], time_zone: str) -> bool:
    """Whether weekly hours cover the whole window; no hours given means any time.

    Slots that touch count as one, so that Monday until midnight and Tuesday from midnight carry a night.
    """
    slots = tuple(availability)
    if not slots:
        return True
    zone = ZoneInfo(time_zone)
    reached = window.start
    for slot_time in sorted(_occurrences(window, slots, zone), key=lambda w: w.start):
        if slot_time.start <= reached < slot_time.end:
            reached = slot_time.end
    return reached >= window.end


def is_away(window: Window, away: Iterable[Away], time_zone: str) -> bool:
    """Whether any local day of the window lies within a time away."""
    periods = tuple(away)
    if not periods:
        return False
    zone = ZoneInfo(time_zone)
    first, last = local_day(window.start, zone), local_day(window.end - _AN_INSTANT, zone)
    return any(a.first <= last and first <= a.last for a in periods)


def is_away_throughout(window: Window, away: Iterable[Away], time_zone: str) -> bool:
    """Whether every local day of the window lies within a time away."""
    periods = tuple(away)
    if not periods:
        return False
    zone = ZoneInfo(time_zone)
    days = _days(local_day(window.start, zone), local_day(window.end - _AN_INSTANT, zone))
    return all(any(a.first <= day <= a.last for a in periods) for day in days)


def _occurrences(window: Window, slots: tuple[Slot, ...], zone: ZoneInfo) -> Iterable[Window]:
    """Each time a slot comes round near the window: from the day before on, for slots past midnight."""
    for day in _days(local_day(window.start, zone) - A_DAY, local_day(window.end, zone)):
        for slot in slots:
            if slot.weekday is _WEEK[day.weekday()]:
                yield stretch(day, slot.start, slot.end, zone, longest=False)


def _days(first: date, last: date) -> Iterable[date]:
    day = first
    while day <= last:
        yield day
        day += A_DAY
