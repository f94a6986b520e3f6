"""Turns between authors: whoever asks for much waits longer for the rest, so that others are asked for meanwhile.

An author's n-th need that nobody has answered yet counts, for turn and rank, as posted n hours after their first. An
urgent need waits for urgent ones alone. What was taken back after helpers had been asked for it goes on counting for
a day, but for one of them: else whoever takes back and posts again would always be first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

APART = timedelta(hours=1)
REMEMBERED = timedelta(days=1)
FORGIVEN = 1


@dataclass(frozen=True, slots=True)
class Before:
    """A need of the same author that nobody has answered: when it was posted, and whether it was taken back."""

    posted_at: datetime
    urgent: bool = False
    taken_back: bool = False


def turn(posted_at: datetime, *, urgent: bool, before: Iterable[Before]) -> datetime:
    """When a need counts as posted. `before`: its author's unanswered needs that were posted before it.

    Never before it was posted, and n hours after the first of those that count.
    """
    counting = [one for one in before if one.urgent or not urgent]
    taken_back = sorted(one.posted_at for one in counting if one.taken_back)[FORGIVEN:]
    ahead = sorted([*(one.posted_at for one in counting if not one.taken_back), *taken_back])
    return max(posted_at, ahead[0] + len(ahead) * APART) if ahead else posted_at
