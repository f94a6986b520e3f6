"""A yes that waits for its answer: when the one who asked is told again, and from when on others look after it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

SOON = (timedelta(hours=4),)
SOON_URGENT = (timedelta(minutes=20), timedelta(hours=1))
LATER = (timedelta(hours=24), timedelta(hours=72))
THEN_EVERY = timedelta(days=7)
LONG, LONG_URGENT = timedelta(hours=24), timedelta(hours=1)
"""So long it waits for its author alone; then it stands in the queue, and its helper hears that it still waits."""


class Again(StrEnum):
    """What is said of a yes that waits."""

    SOON = "soon"
    LONG = "long"
    """It has waited for so long that its helper hears of it, too."""
    STILL = "still"


def next_word(said_at: datetime, after: datetime, *, urgent: bool) -> datetime:
    """The first moment later than `after` at which a yes of `said_at` is told of again. `urgent`: the need was."""
    return next(at for at in _moments(said_at, urgent=urgent) if at > after)


def due_word(said_at: datetime, now: datetime, *, urgent: bool) -> Again | None:
    """What the latest of those moments says; None before the first."""
    passed = list(_until(said_at, now, urgent=urgent))
    if not passed:
        return None
    waited = passed[-1] - said_at
    long = LONG_URGENT if urgent else LONG
    return Again.SOON if waited < long else Again.LONG if waited == long else Again.STILL


def _until(said_at: datetime, now: datetime, *, urgent: bool) -> Iterator[datetime]:
    for at in _moments(said_at, urgent=urgent):
        if at > now:
            return
        yield at


def _moments(said_at: datetime, *, urgent: bool) -> Iterator[datetime]:
    """All of them, in order and without end."""
    for wait in (*(SOON_URGENT if urgent else SOON), *LATER):
        yield said_at + wait
    at = said_at + LATER[-1]
    while True:
        at += THEN_EVERY
        yield at
