"""Thousands of pairs of one helper's offers and needs, narrowed over columns to those worth a closer look.

What browsing then looks at is the same (`browsing.ranked` with and without this is held equal by a test), only that
it looks at one or two offers of a need where there are two hundred.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from matching.asking.browsing import Shelved
from matching.asking.scoring import Weights
from matching.rounds.arrays import Ints
from matching.rounds.columns import flags
from matching.rounds.vector_rules import Crowd
from matching.rounds.vector_scores import scores
from matching.words.values import Need, Pair

_NOTHING = Pair()


def narrowed(shelf: Sequence[Shelved], *, now: datetime) -> list[Shelved]:
    """The same needs in the same order, each with only the offers that the rules over columns allow, best first,
    and with what each scores at best. Needs with the same offers, and of one community, are looked at together.
    """
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(shelf):
        alike[id(one.weights), *(id(offer) for offer, _ in one.offers)].append(place)
    narrow = list(shelf)
    for places in alike.values():
        for place, one in zip(places, _together([shelf[place] for place in places], now), strict=True):
            narrow[place] = one
    return narrow


def _together(shelf: Sequence[Shelved], now: datetime) -> list[Shelved]:
    """Needs that lie before the same offers."""
    offers, weights = [offer for offer, _ in shelf[0].offers], shelf[0].weights
    src = np.repeat(np.arange(len(shelf)), len(offers))
    dst = np.tile(np.arange(len(offers)), len(shelf))
    between = flags(pair != _NOTHING for one in shelf for _, pair in one.offers)
    allowed = ~Crowd([one.need for one in shelf], offers, now=now).refused(src, dst, between=between)
    src, dst = src[allowed], dst[allowed]
    seen = [_at_best(one) for one in shelf]
    found = scores(
        Crowd(seen, offers, now=now), seen, offers, src, dst, now=now, weights=_scarcity_aside(weights)
    )
    best_first = np.lexsort((dst, -found.total, src))
    src, dst, bounds = src[best_first], dst[best_first], found.total[best_first]
    ends = np.searchsorted(src, np.arange(len(shelf) + 1))
    return [
        _with(one, dst[ends[place] : ends[place + 1]], bounds[ends[place] : ends[place + 1]])
        for place, one in enumerate(shelf)
    ]


def _with(one: Shelved, offers: Ints, bounds: Ints) -> Shelved:
    kept = tuple(one.offers[offer] for offer in offers.tolist())
    return replace(one, offers=kept, bounds=tuple(bounds.tolist()))


def _at_best(one: Shelved) -> Need:
    """The need where it is shown, as if every hour suited: no offer fits it better than that."""
    return replace(one.need, windows=())


def _scarcity_aside(weights: Weights) -> Weights:
    """Browsing knows one helper, so it does not ask how many others could help."""
    return replace(weights, policy=replace(weights.policy, hard_to_fill=0.0))
