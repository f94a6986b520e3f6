"""In which order somebody who browses sees needs: those that suit them best first, and the popular step back.

The score is the same that proposals are made by. Each connection a need already has (somebody said yes to it)
lowers its place, by more each time, so that those nobody has answered yet come into view.

Source: Manshadi, Rodilitz, Saban & Suresh, "Redesigning VolunteerMatch's Search Algorithm: Toward More
Equitable Access to Volunteers" (SmartSort): a penalty after each connection left 8 to 9 % more opportunities
with at least one volunteer, in the field.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from uuid import UUID

from matching.asking.scoring import USUAL_WEIGHTS, Weights, score
from matching.rules.rules import refused
from matching.words.values import Need, Offer, Pair

FULL = 100_000
"""What being wholly spoken for costs a need, in millionths: about what an ordinary need nearby scores with
somebody new, so that it falls behind nearly all that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A need as it lies before one helper, with what they could help with, each with what is between the two.

    `connections` counts those who have said yes. Where there are `bounds`, no offer scores more than its own, and
    they fall from offer to offer.
    """

    need: Need
    offers: tuple[tuple[Offer, Pair], ...]
    connections: int = 0
    weights: Weights = USUAL_WEIGHTS
    bounds: tuple[int, ...] | None = None


def penalty(connections: int, wanted: int | None) -> int:
    """What connections cost, in millionths; each costs more than the one before.

    They are held against how many are `wanted`: of ten helpers two are soon found, and eight still missing.
    None wants whatever people can spare, and counts as one.
    """
    share = connections / max(1, wanted or 1)
    return round(FULL * share * (1 + share) / 2)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Needs best first, by id; `looked_at` counts those of the shelf that were looked at, forbidden ones too."""

    ids: list[UUID]
    looked_at: int


def ranked(shelf: Sequence[Shelved], *, now: datetime, may_look: Callable[[], bool] = lambda: True) -> Ranked:
    """Needs that one helper could help with, best first; of equals, the one that waits longest.

    What the hard rules forbid for all their offers is left out. The order of the input changes nothing, unless
    `may_look`, asked before each pair, says no: there the shelf ends, before the need in hand unless it is the first.
    """
    ranking, looked_at = [], 0
    for one in shelf:
        best, to_the_end = _best(one, now, may_look) if not looked_at or may_look() else (None, False)
        if looked_at and not to_the_end:
            break
        looked_at += 1
        if best is not None:
            stands_back = penalty(one.connections, one.need.remaining)
            ranking.append((stands_back - best, one.need.posted_at, one.need.id))
    return Ranked([need_id for _, _, need_id in sorted(ranking)], looked_at)


def _best(one: Shelved, now: datetime, may_look: Callable[[], bool]) -> tuple[int | None, bool]:
    """How well the need fits the offer of theirs that fits it best, and whether all that might were looked at."""
    best: int | None = None
    bounds = one.bounds or repeat(None)
    for number, ((offer, pair), bound) in enumerate(zip(one.offers, bounds, strict=False)):
        if best is not None and bound is not None and bound <= best:
            break
        if number and not may_look():
            return best, False
        if refused(one.need, offer, pair, now=now) is None:
            total = score(one.need, offer, now=now, weights=one.weights).total
            best = total if best is None else max(best, total)
    return best, True
