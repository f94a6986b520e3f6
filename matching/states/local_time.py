"""From the clock on somebody's wall to a moment everybody shares, also on the two odd nights of the year."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from matching.words.values import Window

A_DAY = timedelta(days=1)


def instant(day: date, wall: time, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """The moment at which a clock in `zone` shows `wall` on `day`, in UTC.

    A time that the clock shows twice (summer time ends) is its first occurrence, or with `later` its second.
    A time that the clock skips (summer time begins) lies as long after the skip as it would have without
    one (RFC 5545, section 3.3.5).
    """
    local = datetime.combine(day, wall, zone)
    if later:
        second = local.replace(fold=1)
        # In a skipped hour fold 1 is the *earlier* moment; only a repeated hour has a later one.
        return max(local.astimezone(UTC), second.astimezone(UTC))
    return local.astimezone(UTC)


@lru_cache(maxsize=8192)
def stretch(day: date, start: time, end: time, zone: ZoneInfo, *, longest: bool) -> Window:
    """From `start` on `day` to the next `end`, past midnight if it comes no later than the start.

    Where the clock shows a limit twice, `longest` takes the wider stretch and otherwise the narrower one:
    promised silence is kept for longer, promised time is counted shorter.
    """
    last = day if end > start else day + A_DAY
    return Window(instant(day, start, zone, later=not longest), instant(last, end, zone, later=longest))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
