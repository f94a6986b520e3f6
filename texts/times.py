"""When something is, as sentences say it: the times that were named, else how soon."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Protocol

from texts.catalogue import say
from texts.reasons import moment

MOST = 3
"""So many stretches of time are told one by one."""


_UNITS = (("seconds", 1, 120), ("minutes", 60, 2 * 3600), ("hours", 3600, None))
"""Each with its seconds, and below how many it is said."""


class Stretch(Protocol):
    """A stretch of time."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


def how_long(seconds: int, locale: str) -> str:
    """So long at most, in the unit that people would say it in: "40 seconds", "3 minutes", "11 hours"."""
    unit, size = next((name, size) for name, size, below in _UNITS if below is None or seconds < below)
    return say(f"wait.{unit}", locale, many=ceil(seconds / size))


def when(stretches: Sequence[Stretch], urgency: str, locale: str, time_zone: str) -> str:
    """The first few stretches; how soon (`urgency`) where none was named. Raises LookupError for an unknown zone."""
    if not stretches:
        return say(f"page.when.{urgency}", locale)
    told = [
        f"{moment(s.start, locale, time_zone)} – {moment(s.end, locale, time_zone)}" for s in stretches[:MOST]
    ]
    return "; ".join(told) + (" …" if len(stretches) > MOST else "")
