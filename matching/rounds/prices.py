"""What fairness may cost, in two shares of the total score, and the heaviest weights that stay within them.

One share is for leaving nobody with nothing, one for sparing helpers. They are two because they are worth
different things: where help is scarce the first is dear and matters most, where there is plenty it costs
nothing and the second matters. Each bounds a price as McElfresh & Dickerson do (*Balancing lexicographic
fairness and a utilitarian objective*, AAAI 2018): the fairest is taken that keeps (1 - price) of the score.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from matching.rounds.fairness import SCORE_WEIGHT, FairnessWeights

MAX_PRICE = 0.10
MILLION = 1_000_000

LADDER = tuple(round(SCORE_WEIGHT * 2 ** (third / 3)) for third in range(-11, 4))
"""FairnessWeights from 1/13 to twice the score's, in thirds of an octave: one solve or five find the rung."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The shares of the greatest total score that may be spent, each 0 to 0.10.

    `leave_nobody_out` of the optimum for the first unit of every need, then `price_of_fairness` of what that
    gave for sparing helpers; and no more than `together` of the optimum for both, which by itself binds
    nothing. Raises ValueError out of range.
    """

    leave_nobody_out: float = 0.07
    price_of_fairness: float = 0.02
    together: float = 2 * MAX_PRICE

    def __post_init__(self) -> None:
        if not all(0 <= price <= MAX_PRICE for price in (self.leave_nobody_out, self.price_of_fairness)):
            raise ValueError(f"a price of fairness is between 0 and {MAX_PRICE}")

    @classmethod
    def of(cls, price: "float | Prices") -> "Prices":
        """A bare number bounds both together: leaving nobody out comes first, what is left spares helpers."""
        return price if isinstance(price, Prices) else cls(price, price, together=price)


USUAL = Prices()


class Scored(Protocol):
    """An assignment that knows its total score."""

    @property
    def score(self) -> int: ...


S = TypeVar("S", bound=Scored)


def least(score: int, price: float) -> int:
    """The least score within the price. In whole millionths, so that no rounding decides."""
    return -(score * (round(price * MILLION) - MILLION) // MILLION)


def fairest(optimum: S, prices: Prices, solve: Callable[[FairnessWeights], S]) -> tuple[S, FairnessWeights]:
    """The assignment of the heaviest rungs within the prices, and their weights: 0 where none is.

    `solve` maximises exactly what `fairness.FairnessWeights` says. First comes who would be left with nothing; their
    weight is then held, and sparing leaves none of them out again (see `fairness.need_steps`).
    """
    within = least(optimum.score, prices.together)
    best, first, sparing = optimum, 0, 0
    if prices.leave_nobody_out:
        floor = max(within, least(best.score, prices.leave_nobody_out))
        best, first = heaviest(best, floor, lambda rung: solve(FairnessWeights(rung, 0)))
    if prices.price_of_fairness:
        floor = max(within, least(best.score, prices.price_of_fairness))
        best, sparing = heaviest(best, floor, lambda rung: solve(FairnessWeights(first, rung)))
    return best, FairnessWeights(first, sparing)


def heaviest(start: S, floor: int, solve: Callable[[int], S]) -> tuple[S, int]:
    """The assignment of the heaviest rung that scores the floor or more, and the rung; the start and 0 if none.

    An exact answer's score can only fall as the weight rises, so bisection is right. The top rung is tried
    before it: often fairness has all it can get within the price, and one solve is enough.
    """
    best, weight = start, 0
    low, high, rung = -1, len(LADDER), len(LADDER) - 1
    while high - low > 1:
        candidate = solve(LADDER[rung])
        if candidate.score >= floor:
            best, weight, low = candidate, LADDER[rung], rung
        else:
            high = rung
        rung = (low + high) // 2
    return best, weight
