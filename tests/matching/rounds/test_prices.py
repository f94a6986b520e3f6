"""Fairness at its two prices: what each buys, that neither costs more, and that the second takes nothing back."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.assignment.instances import Regime, city
from matching.rounds import fairness
from matching.rounds.assignment import Problem, Result, Status, assign
from matching.rounds.fairness import FairnessWeights
from matching.rounds.prices import LADDER, MAX_PRICE, Prices, heaviest, least
from matching.words.policy import USUAL, bounds
from tests.support.assignments import assert_possible, drawn

SEEDS = st.integers(0, 10**6)
SHARES = st.sampled_from([0.0, 0.005, 0.012, 0.02, 0.05, 0.1])


def nothing(problem: Problem, result: Result) -> int:
    """Needs that got no unit."""
    return int((np.bincount(problem.src, result.flow, len(problem.quantity)) == 0).sum())


def worth(problem: Problem, flow: np.ndarray, weights: FairnessWeights) -> int:
    """What `fairness.FairnessWeights` say an assignment is worth, counted unit by unit."""
    unit = fairness.mean_score(problem.score)
    assert problem.declared is not None
    assert problem.load is not None
    needs = fairness.need_steps(problem.quantity, unit, weights)
    offers = fairness.offer_steps(problem.capacity, problem.declared, problem.load, unit, weights.sparing)
    got = np.bincount(problem.src, flow, len(problem.quantity)).astype(np.int64)
    gave = np.bincount(problem.dst, flow, len(problem.capacity)).astype(np.int64)
    score = fairness.SCORE_WEIGHT * int(flow @ problem.score)
    return score + _filled(needs, got) + _filled(offers, gave)


def _filled(steps: fairness.Steps, units: np.ndarray) -> int:
    total, left = 0, units.copy()
    for owner, room, worth in zip(steps.owner, steps.room, steps.worth, strict=True):
        taken = min(room, left[owner])
        left[owner] -= taken
        total += int(taken * worth)
    return total


@settings(max_examples=150, deadline=None)
@given(SEEDS, SHARES, SHARES)
def test_the_loss_never_exceeds_both_prices_together(seed: int, out: float, sparing: float) -> None:
    problem = drawn(seed)
    optimum, served, fair = (assign(problem, each) for each in (0, Prices(out, 0), Prices(out, sparing)))
    assert_possible(problem, fair)
    assert optimum.score * (1 - out) - 1e-6 <= served.score <= optimum.score
    assert served.score * (1 - sparing) - 1e-6 <= fair.score <= served.score


@settings(max_examples=100, deadline=None)
@given(SEEDS, SHARES)
@example(seed=438, price=0.02).via("both prices bind, and each alone would let more be spent")
def test_a_bare_number_bounds_both_together(seed: int, price: float) -> None:
    problem = drawn(seed)
    optimum, fair = assign(problem, 0), assign(problem, price)
    assert optimum.score * (1 - price) - 1e-6 <= fair.score <= optimum.score
    assert fair.first_weight == assign(problem, Prices(price, 0)).first_weight


@settings(max_examples=150, deadline=None)
@given(SEEDS, SHARES)
def test_a_higher_price_never_leaves_more_needs_with_nothing(seed: int, out: float) -> None:
    problem = drawn(seed)
    less, more = assign(problem, Prices(out / 2, 0)), assign(problem, Prices(out, 0))
    assert nothing(problem, more) <= nothing(problem, less) <= nothing(problem, assign(problem, 0))


@settings(max_examples=300, deadline=None)
@given(SEEDS, SHARES, SHARES, st.sampled_from([2, 3, 40]))
@example(seed=15, out=0.1, sparing=0.1, top=2).via("many ties: a first unit is worth just what another is")
@example(seed=99, out=0.0, sparing=0.1, top=3).via("ties, and no weight is held")
def test_sparing_leaves_nobody_out_again(seed: int, out: float, sparing: float, top: int) -> None:
    problem = drawn(seed, top=top)
    served, fair = assign(problem, Prices(out, 0)), assign(problem, Prices(out, sparing))
    assert fair.first_weight == served.first_weight
    assert nothing(problem, fair) <= nothing(problem, served)


@settings(max_examples=100, deadline=None)
@given(SEEDS, SHARES, SHARES)
def test_no_other_assignment_is_worth_more_at_its_weights(seed: int, out: float, sparing: float) -> None:
    problem = drawn(seed)
    fair = assign(problem, Prices(out, sparing))
    weights = FairnessWeights(fair.first_weight, fair.weight)
    others = [assign(problem, Prices(a, b)).flow for a in (0, 0.02, 0.1) for b in (0, 0.02, 0.1)]
    others.append(assign(problem, exact=False).flow)
    assert all(worth(problem, fair.flow, weights) >= worth(problem, flow, weights) for flow in others)


def counted(scores: dict[int, int]) -> tuple[Callable[[int], Result], list[int]]:
    asked: list[int] = []

    def solve(rung: int) -> Result:
        asked.append(rung)
        return Result(np.zeros(0, np.int64), scores[rung], 0, Status.OPTIMAL)

    return solve, asked


@pytest.mark.parametrize("price", [0.0, 0.001, 0.003, 0.01, 0.02, 0.042, 0.1])
def test_the_weight_is_the_heaviest_rung_within_the_price(price: float) -> None:
    scores = {rung: 1000 - 3 * place for place, rung in enumerate(LADDER)}
    solve, asked = counted(scores)
    _, weight = heaviest(Result(np.zeros(0, np.int64), 1000, 0, Status.OPTIMAL), least(1000, price), solve)
    assert weight == max((r for r in scores if scores[r] >= 1000 * (1 - price)), default=0)
    assert len(asked) <= (1 if weight == LADDER[-1] else 5)


def test_where_all_get_something_nothing_is_spent_on_it() -> None:
    problem = Problem([2, 1], [2, 2], [0, 0, 1], [0, 1, 1], [100, 90, 80])  # type: ignore[arg-type]
    assert assign(problem, Prices(0.1, 0)).first_weight == 0
    without_edges = Problem([1, 1], [1], [0], [0], [100])  # type: ignore[arg-type]
    assert assign(without_edges, Prices(0.1, 0)).first_weight == 0


def test_few_needs_are_left_with_nothing_where_help_is_scarce() -> None:
    problem = city(1500, Regime.SCARCE, seed=0)
    plain, one_purse, usual = (nothing(problem, assign(problem, p)) for p in (0, 0.02, Prices()))
    assert usual < 0.5 * one_purse < 0.5 * plain


def test_the_usual_prices_are_those_of_a_usual_community() -> None:
    assert Prices() == Prices(USUAL.leave_nobody_out, USUAL.price_of_fairness)
    for dial in ("leave_nobody_out", "price_of_fairness"):
        assert (bounds()[dial].least, bounds()[dial].most) == (0, MAX_PRICE)


@pytest.mark.parametrize("prices", [(-0.01, 0.0), (0.0, -0.01), (0.11, 0.0), (0.0, float("nan"))])
def test_prices_out_of_range_are_refused(prices: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="price"):
        Prices(*prices)
