"""In which order somebody who browses sees needs: those that suit them best first, and the popular step back.

The score is the same that proposals are made by. Each connection a need already has (somebody said yes to it)
lowers its place, by more each time, so that those nobody has answered yet come into view.

Source: Manshadi, Rodilitz, Saban & Suresh, "Redesigning VolunteerMatch's Search Algorithm: Toward More
Equitable Access to Volunteers" (SmartSort): a penalty after each connection left 8 to 9 % more opportunities
with at least one volunteer, in the field.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matching.asking.scoring import USUAL_WEIGHTS, Score, Weights, score
from matching.rules.rules import refused
from matching.words.values import Need, Offer, Pair

FULL = 100_000
"""What being wholly spoken for costs a need, in millionths: about what an ordinary need nearby scores with
somebody new, so that it falls behind nearly all that nobody has answered."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A need as it lies before one helper, with what they could help with, each with what is between the two.

    `connections` counts those who have said yes.
    """

    need: Need
    offers: tuple[tuple[Offer, Pair], ...]
    connections: int = 0
    weights: Weights = USUAL_WEIGHTS


def penalty(connections: int, wanted: int | None) -> int:
    """What connections cost, in millionths; each costs more than the one before.

    They are held against how many are `wanted`: of ten helpers two are soon found, and eight still missing.
    None wants whatever people can spare, and counts as one.
    """
    share = connections / max(1, wanted or 1)
    return round(FULL * share * (1 + share) / 2)


def in_order(shelf: Iterable[Shelved], *, now: datetime) -> list[UUID]:
    """Needs that one helper could help with, best first; of equals, the one that waits longest.

    What the hard rules forbid for all their offers is left out. The order of the input changes nothing.
    """
    ranked = [
        (penalty(one.connections, one.need.remaining) - best.total, one.need.posted_at, one.need.id)
        for one in shelf
        if (best := _best(one, now)) is not None
    ]
    return [need_id for _, _, need_id in sorted(ranked)]


def _best(one: Shelved, now: datetime) -> Score | None:
    """How well the need fits the offer of theirs that fits it best."""
    scores = [
        score(one.need, offer, now=now, weights=one.weights)
        for offer, pair in one.offers
        if refused(one.need, offer, pair, now=now) is None
    ]
    return max(scores, key=lambda score: score.total, default=None)
