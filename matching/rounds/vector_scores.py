"""The score over columns: what `scoring.score` says of a pair, for all pairs of a round at once.

Equal to it part by part, except time: hours do not fit in a column, so a need with windows counts here as it
would for a helper who said "any time". What is stored and shown is scored by `scoring.score` itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from matching.asking import attention
from matching.asking.scoring import (
    FADES_OVER,
    LEAST_REACH_KM,
    USUAL_WEIGHTS,
    WHOLE,
    Weights,
    urgency_and_waiting,
)
from matching.rounds.arrays import Flags, Floats, Ints
from matching.rounds.columns import side_by_side
from matching.rounds.vector_rules import Crowd, shares, voices
from matching.words.values import Need, Offer


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """For every pair: the total (`scoring.Score.total`), the chance of a yes, the way to go in kilometres."""

    total: Ints
    p_yes: Floats
    way: Floats


def scores(
    crowd: Crowd,
    needs: Sequence[Need],
    offers: Sequence[Offer],
    src: Ints,
    dst: Ints,
    *,
    now: datetime,
    weights: Weights = USUAL_WEIGHTS,
) -> Scores:
    """Scores of pairs that the rules allow. A need's scarcity counts the helpers of all its pairs here."""
    km = crowd.km(src, dst)
    way = np.where(np.isnan(km) | ~crowd.needs.comes[src], 0.0, km)
    reach = np.maximum(crowd.offers.reach, LEAST_REACH_KM)[dst]
    willing = np.array([o.alpha / (o.alpha + o.beta) for o in offers])
    p_yes = willing[dst] * np.exp(-way / (FADES_OVER * reach))
    scarcity = np.exp(-np.bincount(src, p_yes, len(needs)) / 2)
    rarity = np.rint(WHOLE * weights.policy.hard_to_fill * scarcity).astype(np.int64)
    base = np.array([sum(urgency_and_waiting(n, now, weights)) for n in needs], np.int64)
    worth = base * (WHOLE + rarity) // WHOLE
    price = attention.price(
        np.array([o.asked_in_week for o in offers]), np.array([o.recent_load for o in offers]), weights.policy
    )
    near = np.rint(WHOLE * np.maximum(0.0, 1 - way / reach)).astype(np.int64)
    parts = near, _language(needs, offers, src, dst), _time(needs)[src], _skills(needs, offers, src, dst)
    shares_of = weights.distance, weights.language, weights.time, weights.skills
    fit = sum(share * part for share, part in zip(shares_of, parts, strict=True)) // sum(shares_of)
    chance = np.rint(WHOLE * p_yes).astype(np.int64)
    total = worth[src] * chance * fit // WHOLE - np.rint(WHOLE * WHOLE * price).astype(np.int64)[dst]
    return Scores(total, p_yes, way)


def _language(needs: Sequence[Need], offers: Sequence[Offer], src: Ints, dst: Ints) -> Ints:
    theirs = [voices(o.languages) for o in offers]
    first = shares(*side_by_side([voices((n.language,)) for n in needs], theirs), src, dst)
    other = shares(*side_by_side([voices(n.criteria.languages) for n in needs], theirs), src, dst)
    return np.where(first, WHOLE, np.where(other, WHOLE // 2, 0))


def _time(needs: Sequence[Need]) -> Ints:
    return np.array([WHOLE * 4 // 5 if n.windows else WHOLE for n in needs], np.int64)


def _skills(needs: Sequence[Need], offers: Sequence[Offer], src: Ints, dst: Ints) -> Ints:
    named = shares(
        *side_by_side([frozenset((n.category,)) for n in needs], [o.categories for o in offers]), src, dst
    )
    wanted, there = side_by_side([n.requires for n in needs], [o.has for o in offers])
    wants: Flags = np.any(wanted, axis=1)
    has_all = wants[src] & ~shares(wanted, ~there, src, dst)
    return np.where(named | has_all, WHOLE, WHOLE * 7 // 10)
