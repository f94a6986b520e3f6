"""When something is, as sentences say it: the times that were named, else how soon."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from texts.catalogue import say
from texts.reasons import moment

MOST = 3
"""So many stretches of time are told one by one."""


class Stretch(Protocol):
    """A stretch of time."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


def when(stretches: Sequence[Stretch], urgency: str, locale: str, time_zone: str) -> str:
    """The first few stretches; how soon (`urgency`) where none was named. Raises LookupError for an unknown zone."""
    if not stretches:
        return say(f"page.when.{urgency}", locale)
    told = [
        f"{moment(s.start, locale, time_zone)} – {moment(s.end, locale, time_zone)}" for s in stretches[:MOST]
    ]
    return "; ".join(told) + (" …" if len(stretches) > MOST else "")
