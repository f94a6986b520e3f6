"""When several messages travel as one: in the morning, to whoever answers for others once more at midday.

All times are aware and in UTC; the hours are those of the reader's own wall, moved to the end of their quiet hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from matching.states.local_time import A_DAY, instant, local_day
from matching.states.quiet_hours import QuietHours, next_ring
from matching.words.vocabulary import Rhythm

MORNING, MIDDAY = time(8), time(13)
SEVERAL = 3
SEVERAL_AFTER = timedelta(days=2)
ONE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """A message that waits, and since when."""

    rhythm: Rhythm
    since: datetime


def due(
    items: Sequence[Item], last: datetime | None, quiet: QuietHours | None, time_zone: str
) -> datetime | None:
    """When these leave together; None where nothing waits. `last`: when this reader's last digest left.

    Never at night, and at most twice on one day. Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown time zone.
    """
    zone = ZoneInfo(time_zone)
    return min((next_ring(at, quiet, time_zone) for at in _moments(items, last, quiet, zone)), default=None)


def _moments(
    items: Sequence[Item], last: datetime | None, quiet: QuietHours | None, zone: ZoneInfo
) -> Iterator[datetime]:
    for item in items:
        if item.rhythm is not Rhythm.SELDOM:
            hours = (MORNING, MIDDAY) if item.rhythm is Rhythm.TWICE else (MORNING,)
            yield _next(hours, item.since, quiet, zone)
    waiting = sorted(item.since for item in items if item.rhythm is Rhythm.SELDOM)
    if waiting:
        since = waiting[0] if last is None else last
        yield _morning_of(since, ONE_AFTER, waiting[0], quiet, zone)
        if len(waiting) >= SEVERAL:
            yield _morning_of(since, SEVERAL_AFTER, waiting[SEVERAL - 1], quiet, zone)


def _morning_of(
    last: datetime, pause: timedelta, since: datetime, quiet: QuietHours | None, zone: ZoneInfo
) -> datetime:
    """The first morning after `since` that lies the pause after the day of the last digest."""
    earliest = instant(local_day(last, zone) + pause, time(0), zone)
    return _next((MORNING,), max(earliest, since), quiet, zone)


def _next(hours: Iterable[time], after: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime:
    """The first of these hours whose ring, on this or the next days, is later than `after`."""
    today = local_day(after, zone)
    moments = (
        next_ring(instant(today + A_DAY * ahead, hour, zone), quiet, zone.key)
        for ahead in range(-1, 3)
        for hour in hours
    )
    return min(moment for moment in moments if moment > after)
