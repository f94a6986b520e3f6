"""Fairness that lives in the flow: what evens things out is worth something, and two numbers say how much.

Two shapes, both in *mean scores* (1.0 is what a unit on an average edge scores):

- **Concave needs.** A need's first unit is worth `FIRST_UNIT` more, so that nobody is left with nothing.
  Where helpers are spared every unit is worth `EVERY_UNIT`, as much as the heaviest load costs, so that
  sparing a helper is never a reason to leave somebody without.
- **Convex offers.** Each further unit on one helper costs more, rising with what they already carry, recent
  load included, and falling with the root of what they declared. Whoever declared four times as much carries
  twice as much before it costs the same: not all is heaped on those who said they could carry it.

`FairnessWeights` hold both against the score; `matching.rounds.prices` finds the heaviest that people are ready to
pay for.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.rounds.arrays import Floats, Ints

FIRST_UNIT = 2.0
EVERY_UNIT = 2.0
LOAD_SLOPE = 0.5

SCORE_WEIGHT = 64
"""What a point of score counts in the fair flow; weights are held against it."""

STEP_STARTS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Units from which an offer's cost rises again: single at first, then in growing steps to spare arcs."""


class FairnessWeights(NamedTuple):
    """What is maximised: SCORE_WEIGHT x score + `first` x first units + `sparing` x (every unit - load)."""

    first: int = 0
    sparing: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Parallel arcs of one side: whose they are, their room in units, and what a unit is worth there."""

    owner: Ints
    room: Ints
    worth: Ints


def mean_score(score: Ints) -> int:
    """The unit that fairness is counted in; at least 1."""
    return max(1, int(score.sum()) // max(1, len(score)))


def need_steps(quantity: Ints, unit: int, weights: FairnessWeights) -> Steps:
    """Concave: the first unit of every need, then all the rest, each at what it counts.

    Where helpers are spared a first unit counts the least bit more than before. Then sparing cannot leave a
    need with nothing: that would take an exchange of one first unit for another unit or for a helper's load.
    The first, at the weight before, gained nothing; the second costs a unit as much as load ever does.
    """
    some, several = np.flatnonzero(quantity > 0), np.flatnonzero(quantity > 1)
    every = weights.sparing * round(EVERY_UNIT * unit)
    first = weights.first * round(FIRST_UNIT * unit) + min(weights.sparing, 1)
    return Steps(
        np.concatenate([some, several]),
        np.concatenate([np.ones(len(some), np.int64), quantity[several] - 1]),
        np.repeat(np.array([every + first, every]), [len(some), len(several)]),
    )


def offer_steps(capacity: Ints, declared: Ints, load: Floats, unit: int, sparing: int) -> Steps:
    """Convex: growing cost, by the load in the middle of each step, up to what every unit is worth."""
    owner, start, room = [], [], []
    for begin, end in zip(STEP_STARTS, (*STEP_STARTS[1:], None), strict=True):
        who = np.flatnonzero(capacity > begin)
        owner.append(who)
        start.append(np.full(len(who), begin))
        room.append((capacity[who] if end is None else np.minimum(capacity[who], end)) - begin)
    who, units = np.concatenate(owner), np.concatenate(room)
    carried = load[who] + np.concatenate(start) + units / 2
    cost = np.minimum(LOAD_SLOPE * carried / np.sqrt(np.maximum(declared[who], 1)), EVERY_UNIT)
    return Steps(who, units, np.rint(cost * unit).astype(np.int64) * -sparing)
