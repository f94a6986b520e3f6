"""Which of those who could help the author of a need is shown: a sample that asking again and again does not change.

Whoever may ask as often as they like, each time for another hour or another place, learns from who is there when
somebody is free and where they live. So a need has three samples a day at most, each for one *question* (what the
hard rules read of the need), and the same question has the same answer all day.

The order is that of a keyed hash, fixed by need, day and number of the sample: without the key nobody can tell whether
somebody who is not in it could not help, or was only not drawn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from uuid import UUID

NEW_SAMPLES_A_DAY = 2
"""How often in a day a need that was changed is looked at anew, after its first sample."""

DRAWN_FROM = 2
"""A sample is drawn from so many times its size where so many could help."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample of today: its number, from 0, and the question it answers."""

    number: int
    question: bytes


def standing(today: Iterable[Drawn], question: bytes) -> Drawn | None:
    """Which of today's samples answers this question; None where one is still to be drawn.

    The one drawn for it; once the day's are used up the last, whatever is asked.
    """
    known = sorted(today, key=lambda drawn: drawn.number)
    same = next((drawn for drawn in known if drawn.question == question), None)
    if same is not None:
        return same
    return known[-1] if len(known) > NEW_SAMPLES_A_DAY else None


def sample(
    able: Iterable[UUID], *, need_id: UUID, day: date, number: int, key: bytes, most: int
) -> Sequence[UUID]:
    """At most `most` of the offers that are `able`, in an order that only need, day, number and `key` decide."""

    def order(offer: UUID) -> bytes:
        about = need_id.bytes + day.toordinal().to_bytes(4, "big") + bytes([number]) + offer.bytes
        return blake2b(about, key=key, digest_size=16).digest()

    return sorted(able, key=order)[:most]
