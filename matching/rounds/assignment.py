"""Who helps whom, decided for a whole region at once: the greatest total score, shared out fairly.

Needs ask for units, offers can give units, and every edge between them scores what one unit of help is worth
there. `assign` finds the flow of the greatest total, exactly, and then spends up to a share of that total on
leaving nobody with nothing, and another on sparing those who carry much (see `prices` and `fairness`).
Without the solver it answers by greedy and swaps, and says so.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.rounds import fairness, flow, prices, swaps
from matching.rounds.arrays import Ints, Nodes
from matching.rounds.fairness import FairnessWeights
from matching.rounds.prices import Prices
from matching.rounds.problem import Problem, Result, Status

__all__ = ["Problem", "Result", "Status", "assign"]


def assign(problem: Problem, price_of_fairness: float | Prices = prices.USUAL, exact: bool = True) -> Result:
    """The assignment of the greatest total score, less what fairness may cost.

    `Prices` bound apart what is spent on leaving nobody with nothing and what on sparing helpers; a bare
    number (0 to 0.10 of the total) bounds both together, and 0 gives the optimum. The order of needs, offers
    and edges changes nothing where keys are given. There is no limit of time here:
    `services.asking.rounds.solver_process`
    sets one. Without the solver, with scores too large for it, or with `exact=False`, greedy and swaps
    answer, and nothing is spent. Raises ValueError for a price out of range.
    """
    bounds = Prices.of(price_of_fairness)
    ordered, order = _in_canonical_order(problem)
    result = _solved(ordered, bounds, exact)
    return result if order is None else replace(result, flow=_restored(result.flow, order))


def _solved(problem: Problem, bounds: Prices, exact: bool) -> Result:
    if not exact:
        return _approximate(problem, Status.NOT_WANTED)
    try:
        optimum = _optimum(problem)
        if not _leaves_out(problem, optimum):
            bounds = replace(bounds, leave_nobody_out=0.0)
        fair, weights = prices.fairest(optimum, bounds, lambda rungs: _fair_optimum(problem, rungs))
        return replace(fair, first_weight=weights.first, weight=weights.sparing)
    except flow.SolverMissingError:
        return _approximate(problem, Status.NO_SOLVER)
    except flow.TooLargeError:
        return _approximate(problem, Status.TOO_LARGE)


def _leaves_out(problem: Problem, result: Result) -> bool:
    """Whether a need that somebody could help got nothing."""
    needs = len(problem.quantity)
    reachable = np.bincount(problem.src, problem.edge_room(), needs) > 0
    served = np.bincount(problem.src, result.flow, needs) > 0
    return bool((reachable & ~served).any())


def _optimum(problem: Problem) -> Result:
    """The greatest total score: one arc for each need and each offer, worth nothing in themselves."""
    needs, offers = problem.quantity, problem.capacity
    nothing = np.zeros(max(len(needs), len(offers)), np.int64)
    return _flowing(
        problem,
        fairness.Steps(np.arange(len(needs)), needs, nothing[: len(needs)]),
        fairness.Steps(np.arange(len(offers)), offers, nothing[: len(offers)]),
    )


def _fair_optimum(problem: Problem, weights: FairnessWeights) -> Result:
    """The greatest of what the weights say."""
    unit = fairness.mean_score(problem.score)
    declared = problem.capacity if problem.declared is None else problem.declared
    load = np.zeros(len(problem.capacity)) if problem.load is None else problem.load
    needs = fairness.need_steps(problem.quantity, unit, weights)
    offers = fairness.offer_steps(problem.capacity, declared, load, unit, weights.sparing)
    return _flowing(problem, needs, offers, fairness.SCORE_WEIGHT)


def _flowing(
    problem: Problem, needs: fairness.Steps, offers: fairness.Steps, score_weight: int = 1
) -> Result:
    # The network has no name here, so that its memory can go while the solver works on its own copy.
    units = flow.cheapest(_network(problem, needs, offers, score_weight))[: len(problem.score)]
    return _result(problem, units, Status.OPTIMAL)


def _network(
    problem: Problem, needs: fairness.Steps, offers: fairness.Steps, score_weight: int
) -> flow.Network:
    """Units go from one source to one sink: by need, edge and offer, or unhelped by the bypass."""
    asking = len(problem.quantity)
    source = asking + len(problem.capacity)
    sink = source + 1
    total = int(min(problem.quantity.sum(), problem.capacity.sum()))
    supply = np.zeros(sink + 1, np.int64)
    supply[[source, sink]] = total, -total
    return flow.Network(
        supply,
        tail=_joined(problem.src, np.full(len(needs.owner), source), asking + offers.owner, [source]),
        head=_joined(asking + problem.dst, needs.owner, np.full(len(offers.owner), sink), [sink]),
        capacity=np.concatenate([problem.edge_room(), needs.room, offers.room, [total]]),
        cost=np.concatenate([problem.score * -score_weight, -needs.worth, -offers.worth, [0]]),
    )


def _joined(*parts: ArrayLike) -> Nodes:
    return np.concatenate([np.asarray(part, np.int32) for part in parts])


def _approximate(problem: Problem, status: Status) -> Result:
    edges = swaps.Edges(problem.src, problem.dst, problem.score, problem.edge_room())
    return _result(problem, swaps.swapped(problem.quantity, problem.capacity, edges), status)


def _result(problem: Problem, units: Ints, status: Status) -> Result:
    return Result(units, int(units @ problem.score), int(units.sum()), status)


def _in_canonical_order(problem: Problem) -> tuple[Problem, Ints | None]:
    """The same problem sorted by keys, and where each of its edges came from; None if none moved."""
    needs, offers = _by_key(problem.need_keys), _by_key(problem.offer_keys)
    src = problem.src if needs is None else _ranks(needs)[problem.src]
    dst = problem.dst if offers is None else _ranks(offers)[problem.dst]
    limit = problem.score if problem.limit is None else problem.limit
    if needs is None and offers is None and _is_sorted(src, dst):
        return problem, None
    order = np.lexsort((limit, problem.score, dst, src))
    return Problem(
        _taken(problem.quantity, needs),
        _taken(problem.capacity, offers),
        src[order],
        dst[order],
        problem.score[order],
        None if problem.limit is None else problem.limit[order],
        None if problem.declared is None else _taken(problem.declared, offers),
        None if problem.load is None else _taken(problem.load, offers),
    ), order


def _by_key(keys: NDArray[Any] | None) -> Ints | None:
    return None if keys is None else np.argsort(keys, kind="stable")


def _ranks(order: Ints) -> Nodes:
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def _taken(values: NDArray[Any], order: Ints | None) -> NDArray[Any]:
    return values if order is None else values[order]


def _is_sorted(src: Nodes, dst: Nodes) -> bool:
    """Strictly rising edges: parallel ones are sorted by score first."""
    further, same = src[1:] > src[:-1], src[1:] == src[:-1]
    return bool(np.all(further | (same & (dst[1:] > dst[:-1]))))


def _restored(units: Ints, order: Ints) -> Ints:
    restored = np.empty_like(units)
    restored[order] = units
    return restored
