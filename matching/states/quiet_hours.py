"""Quiet hours: when a person's phone makes no sound, and what that means for a moment in time.

All times are aware and in UTC; quiet hours are what the clock on the person's own wall says.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from matching.states.local_time import A_DAY, local_day, stretch
from matching.words.policy import Policy
from matching.words.values import Window
from matching.words.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Nothing rings from `start` to `end`, local time; past midnight if need be. Equal: there are none."""

    start: time = time(22)
    end: time = time(8)


def in_force(
    urgency: Urgency | None,
    policy: Policy,
    *,
    quiet_from: time | None,
    quiet_to: time | None,
    urgent_welcome: bool,
) -> QuietHours | None:
    """When nothing of this urgency may ring a person: their own hours, else their community's.

    `quiet_from`, `quiet_to`, `urgent_welcome` are what the person chose (None: they did not). The answer is None
    where the phone may always ring, for they welcome what is urgent.
    """
    if urgency is Urgency.URGENT and urgent_welcome:
        return None
    return QuietHours(
        time(policy.quiet_from % 24) if quiet_from is None else quiet_from,
        time(policy.quiet_until) if quiet_to is None else quiet_to,
    )


@lru_cache(maxsize=4096)
def may_ring(at: datetime, quiet: QuietHours | None, time_zone: str) -> bool:
    """Whether a phone in that time zone may make a sound at this moment.

    Remembered, for thousands who keep the same hours are asked about at one moment.
    """
    return not any(night.start <= at < night.end for night in _nights(at, quiet, time_zone))


def next_ring(at: datetime, quiet: QuietHours | None, time_zone: str) -> datetime:
    """This moment if the phone may ring, else the end of the quiet hours it falls into."""
    for night in _nights(at, quiet, time_zone):
        if night.start <= at < night.end:
            at = night.end
    return at.astimezone(UTC)


def next_quiet(at: datetime, quiet: QuietHours | None, time_zone: str) -> datetime | None:
    """When the phone next falls quiet, from a moment at which it may ring; None: never."""
    return next((night.start for night in _nights(at, quiet, time_zone) if night.start >= at), None)


def night_of(at: datetime, quiet: QuietHours | None, time_zone: str) -> Window | None:
    """The quiet hours that a moment falls into, from their beginning; None: the phone may ring."""
    return next((night for night in _nights(at, quiet, time_zone) if night.start <= at < night.end), None)


def _nights(at: datetime, quiet: QuietHours | None, time_zone: str) -> tuple[Window, ...]:
    """The quiet hours around a moment, in order: of the local day before, of that day, and of the next."""
    if quiet is None or quiet.start == quiet.end:
        return ()
    zone = ZoneInfo(time_zone)
    day = local_day(at, zone)
    days = (day - A_DAY, day, day + A_DAY)
    return tuple(stretch(d, quiet.start, quiet.end, zone, longest=True) for d in days)
