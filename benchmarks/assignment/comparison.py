"""The assignment held against its goals, and against instances from outside.

    python -m benchmarks.assignment.comparison                    the goals of the engine, baselines in the same run
    python -m benchmarks.assignment.comparison assign100.txt …    optimum, time, greedy's gap of each

Files: OR-Library assignment, generalised assignment, DIMACS minimum-cost flow (see `outside.readers`).
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.assignment.baselines import (
    alone,
    by_greedy,
    by_highs,
    by_networkx,
    extra_bytes,
    first_come,
    timed,
)
from benchmarks.assignment.instances import Regime, city
from benchmarks.assignment.outside.table import answer_files
from benchmarks.report import Row, show
from matching.rounds.arrays import Ints
from matching.rounds.assignment import Problem, Result, assign
from matching.rounds.prices import USUAL, Prices

SHARED = (Regime.SCARCE, Regime.BALANCED, Regime.AMPLE)
SEEDS = (10, 11, 12)
"""Fairness was shaped, and its usual prices chosen, while looking at seeds 0 to 5: these it had not seen."""
FIRST_UNIT_WORTH = (0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4)
"""In mean scores: what `least_with_nothing` tries."""
WHOLE = 1 - (1 - USUAL.leave_nobody_out) * (1 - USUAL.price_of_fairness)
"""The share of the score that the usual prices may cost in all."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an assignment is like for people: needs with nothing, needs filled, how unevenly offers carry."""

    nothing: float
    filled: int
    gini: float


def shape(problem: Problem, units: Ints) -> Shape:
    got = np.bincount(problem.src, units, len(problem.quantity))
    carried = np.bincount(problem.dst, units, len(problem.capacity))[problem.capacity > 0].astype(np.int64)
    return Shape(float((got == 0).mean()), int((got == problem.quantity).sum()), gini(carried))


def gini(values: Ints) -> float:
    """0 where all carry the same, towards 1 where one carries all."""
    ordered, count = np.sort(values), len(values)
    total = float(ordered.sum())
    return float((2 * np.arange(1, count + 1) - count - 1) @ ordered) / (count * total) if total else 0.0


def rows(full: bool = False, *, size: int = 10_000, large_size: int = 100_000) -> list[Row]:
    """Every goal of the assignment beside what was measured. `full` adds the largest baselines (minutes)."""
    small = [city(size, regime, SEEDS[0]) for regime in Regime]
    large = city(large_size, Regime.AMPLE)
    return [
        *_exactness(small),
        *_speed(small, large, full),
        *_what_others_lose(small),
        *_fairness(size),
    ]


def _exactness(small: list[Problem]) -> Iterator[Row]:
    tiny = [city(60, regime, seed) for regime in Regime for seed in range(5)]
    equal = sum(assign(problem, 0).score == by_networkx(problem) for problem in tiny)
    yield Row("assignment: optimum, networkx as oracle", f"{equal} of {len(tiny)}", "all", equal == len(tiny))
    ratios, scores = [], 0
    for problem in small:
        ours = median(_seconds_of(problem, 0) for _ in range(3))
        score, theirs = alone(by_highs, problem)
        scores += assign(problem, 0).score == round(score)
        ratios.append(ours / theirs)
    share = median(ratios)
    yield Row("assignment: optimum, 10,000 needs, HiGHS as oracle", f"{scores} of 4", "all", scores == 4)
    each = f"1/{1 / share:.0f}, by regime 1/{1 / max(ratios):.0f} to 1/{1 / min(ratios):.0f}"
    yield Row("assignment: time against HiGHS, 10,000 needs", each, "median ≤ 1/10", share <= 0.1)


def _speed(small: list[Problem], large: Problem, full: bool) -> Iterator[Row]:
    ratios = [_times_greedy(problem, 5) for problem in small]
    ratio, seconds = median(r for r, _ in ratios), median(s for _, s in ratios)
    yield Row("assignment: time, 10,000 needs", f"{ratio:.1f} x greedy, {seconds:.2f} s", "≤ 6 x", ratio <= 6)
    dials = median(_seconds_of(problem, USUAL) / _seconds_of(problem, 0) for problem in small)
    yield Row("assignment: the dials' bisection, 10,000 needs", f"{dials:.1f} solves' time in all", "", None)
    ratio, seconds = _times_greedy(large, 3)
    size = f"{len(large.score):,} edges"
    yield Row(f"assignment: time, {size}", f"{ratio:.1f} x greedy, {seconds:.1f} s", "≤ 15 x", ratio <= 15)
    each = alone(extra_bytes, large) / len(large.score)
    yield Row(f"assignment: memory, {size}", f"{each:.0f} B per edge", "≤ 130 B", each <= 130)
    if full:
        share = seconds / alone(by_highs, large)[1]
        yield Row(f"assignment: time against HiGHS, {size}", f"1/{1 / share:.0f}", "≤ 1/10", share <= 0.1)


def _times_greedy(problem: Problem, pairs: int) -> tuple[float, float]:
    """How many times greedy's time the optimum takes, median of alternating pairs, and its seconds."""
    taken = [(timed(lambda: by_greedy(problem))[1], _seconds_of(problem, 0)) for _ in range(pairs)]
    return median(exact / rough for rough, exact in taken), median(exact for _, exact in taken)


def _seconds_of(problem: Problem, price: float | Prices) -> float:
    return timed(lambda: assign(problem, price))[1]


def _what_others_lose(small: list[Problem]) -> Iterator[Row]:
    optima = [assign(problem, 0) for problem in small]
    others: dict[str, Callable[[Problem], Ints]] = {"greedy by score": by_greedy, "first come": first_come}
    for name, other in others.items():
        losses = [(problem, best, other(problem)) for problem, best in zip(small, optima, strict=True)]
        score = [1 - int(units @ problem.score) / best.score for problem, best, units in losses]
        fewer = [1 - int(units.sum()) / best.units for _, best, units in losses]
        lost = f"{_span(score)} of score, {_span(fewer)} of units"
        yield Row(f"assignment: what {name} loses", lost, "", None)
    kept = [assign(p, 0, exact=False).score / best.score for p, best in zip(small, optima, strict=True)]
    yield Row(
        "assignment: without the solver", f"{min(kept):.1%} of the optimum", "≥ 95.5 %", min(kept) >= 0.955
    )


def _span(shares: list[float]) -> str:
    return f"{min(shares):.1%} to {max(shares):.1%}"


@dataclass(frozen=True, slots=True)
class _Change:
    """What fairness changed in one problem, and the share of the score it cost."""

    problem: Problem
    optimum: Result
    before: Shape
    after: Shape
    cost: float


def _change(problem: Problem, price: float | Prices) -> _Change:
    optimum, fair = assign(problem, 0), assign(problem, price)
    before, after = shape(problem, optimum.flow), shape(problem, fair.flow)
    return _Change(problem, optimum, before, after, 1 - fair.score / optimum.score)


def _fairness(size: int) -> Iterator[Row]:
    at = {regime: [city(size, regime, seed) for seed in SEEDS] for regime in SHARED}
    yield _load([_change(problem, 0.012) for problem in at[Regime.AMPLE]])
    for regime, goal in ((Regime.BALANCED, 0.001), (Regime.SCARCE, 0.03)):
        yield _nothing(f"{regime}, usual prices", [_change(problem, USUAL) for problem in at[regime]], goal)
    # What a dial of its own is for: one purse for both, as large as the usual one for sparing alone.
    purse = USUAL.price_of_fairness
    yield _nothing(
        f"scarce, {purse:.0%} for both", [_change(p, purse) for p in at[Regime.SCARCE]], None, purse
    )


def _load(changes: list[_Change]) -> Row:
    less = median(1 - each.after.gini / each.before.gini for each in changes)
    cost = max(each.cost for each in changes)
    unfilled = sum(max(0, each.before.filled - each.after.filled) for each in changes)
    what = f"Gini of new load −{less:.0%} at {cost:.2%} of score, {unfilled} needs unfilled for it"
    good = less >= 0.25 and cost <= 0.012 and unfilled == 0
    return Row("fairness: load, ample supply", what, "−25 % at ≤ 1.2 %, 0", good)


def _nothing(name: str, changes: list[_Change], goal: float | None, price: float = WHOLE) -> Row:
    """Needs with nothing; without a goal met also what is proven to be the least at the price."""
    before = median(each.before.nothing for each in changes)
    after = median(each.after.nothing for each in changes)
    what = f"{after:.2%} (without {before:.1%}), at {median(each.cost for each in changes):.1%} of score"
    if goal is None or after > goal:
        least = median(least_with_nothing(each.problem, each.optimum, price) for each in changes)
        what += f"; whatever is assigned at {price:.1%}, ≥ {least:.1%}"
    limit = "" if goal is None else f"≤ {goal:.1%}"
    return Row(f"fairness: needs with nothing, {name}", what, limit, None if goal is None else after <= goal)


def least_with_nothing(problem: Problem, optimum: Result, price: float) -> float:
    """The share of needs that every assignment within the price leaves with nothing, at the least.

    By Lagrange: with a reward r for each first unit no assignment exceeds D(r), so one that keeps a score s
    helps at most (D(r) - s) / r needs.
    """
    kept, needs = optimum.score * (1 - price), len(problem.quantity)
    unit = int(problem.score.mean())
    helped = []
    for worth in FIRST_UNIT_WORTH:
        reward = round(worth * unit)
        first = Problem(
            np.concatenate([np.minimum(problem.quantity, 1), np.maximum(problem.quantity - 1, 0)]),
            problem.capacity,
            np.concatenate([problem.src, problem.src + needs]),
            np.concatenate([problem.dst, problem.dst]),
            np.concatenate([problem.score + reward, problem.score]),
        )
        helped.append((assign(first, 0).score - kept) / reward)
    return max(0.0, 1 - min(helped) / needs)


def main(arguments: list[str] | None = None) -> int:
    """Print the goals, or the answers for the files named. 1 where a goal is missed or a file fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment.comparison", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--full", action="store_true", help="the largest baselines too")
    parser.add_argument("--seconds", type=float, default=30.0, help="limit for each generalised assignment")
    sense = parser.add_mutually_exclusive_group()
    sense.add_argument("--minimise", action="store_const", const=True, dest="minimise")
    sense.add_argument("--maximise", action="store_const", const=False, dest="minimise")
    options = parser.parse_args(arguments)
    if not options.files:
        return int(show(rows(options.full)) > 0)
    return answer_files(options.files, options.seconds, options.minimise)


if __name__ == "__main__":
    sys.exit(main())
