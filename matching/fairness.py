"""Fairness that lives in the flow: what evens things out is worth something, and one number says how much.

Two shapes, both in *mean scores* (1.0 is what a unit on an average edge scores):

- **Concave needs.** A need's first unit is worth `FIRST_UNIT` more, so that nobody is left with nothing.
  Every unit is worth `EVERY_UNIT`, as much as the heaviest load costs, so that sparing a helper is never
  a reason to leave somebody without.
- **Convex offers.** Each further unit on one helper costs more, rising with what they already carry, recent
  load included, and falling with the root of what they declared. Whoever declared four times as much carries
  twice as much before it costs the same: not all is heaped on those who said they could carry it.

The weight of both against the score is found by bisection on `LADDER`: the heaviest whose assignment keeps
(1 - price of fairness) of the greatest total score (McElfresh & Dickerson, *Balancing lexicographic fairness
and a utilitarian objective*, AAAI 2018, bound a price in the same way).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_PRICE = 0.10
DEFAULT_PRICE = 0.02

FIRST_UNIT = 2.0
EVERY_UNIT = 2.0
LOAD_SLOPE = 0.5

SCORE_WEIGHT = 64
"""What a point of score counts in the fair flow; rungs of the ladder are held against it."""

LADDER = tuple(round(SCORE_WEIGHT * 2 ** (third / 3)) for third in range(-11, 4))
"""Weights of fairness from 1/13 to twice the score's, in thirds of an octave: four solves find the rung."""

STEP_STARTS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Units from which an offer's cost rises again: single at first, then in growing steps to spare arcs."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Parallel arcs of one side: whose they are, their room in units, and what a unit is worth there."""

    owner: Ints
    room: Ints
    worth: Ints


class Scored(Protocol):
    """An assignment that knows its total score."""

    @property
    def score(self) -> int: ...


S = TypeVar("S", bound=Scored)


def mean_score(score: Ints) -> int:
    """The unit that fairness is counted in; at least 1."""
    return max(1, int(score.sum()) // max(1, len(score)))


def need_steps(quantity: Ints, unit: int) -> Steps:
    """Concave: the first unit of every need, then all the rest."""
    some, several = np.flatnonzero(quantity > 0), np.flatnonzero(quantity > 1)
    every, first = round(EVERY_UNIT * unit), round((EVERY_UNIT + FIRST_UNIT) * unit)
    return Steps(
        np.concatenate([some, several]),
        np.concatenate([np.ones(len(some), np.int64), quantity[several] - 1]),
        np.repeat(np.array([first, every]), [len(some), len(several)]),
    )


def offer_steps(capacity: Ints, declared: Ints, load: Floats, unit: int) -> Steps:
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
    return Steps(who, units, -np.rint(cost * unit).astype(np.int64))


def keeps(score: int, optimum: int, price: float) -> bool:
    """Whether this score is within the price. In whole millionths, so that no rounding decides."""
    return score * 1_000_000 >= optimum * (1_000_000 - round(price * 1_000_000))


def fairest(optimum: S, price: float, solve: Callable[[int], S]) -> tuple[S, int]:
    """The assignment of the heaviest rung within the price, and its weight; the optimum and 0 where none is.

    `solve(weight)` maximises SCORE_WEIGHT x score + weight x fairness exactly, hence its score can only fall
    as the weight rises, and bisection is right.
    """
    best, weight = optimum, 0
    low, high = -1, len(LADDER)
    while high - low > 1:
        middle = (low + high) // 2
        candidate = solve(LADDER[middle])
        if keeps(candidate.score, optimum.score, price):
            best, weight, low = candidate, LADDER[middle], middle
        else:
            high = middle
    return best, weight
