"""The assignment held against its goals, and against instances from outside.

    python -m benchmarks.assignment                    the goals of the engine, baselines in the same run
    python -m benchmarks.assignment assign100.txt …    optimum, time and greedy's gap of every instance

Files: OR-Library assignment, generalised assignment, DIMACS minimum-cost flow (see `benchmarks.readers`).
"""

import argparse
import heapq
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.instances import Ints, Regime, city
from benchmarks.readers import Assignment, Generalised, Instance, MinCostFlow, ReadingError, read
from benchmarks.report import Row, show
from matching.assignment import Problem, Result, assign
from matching.flow import FlowError, InfeasibleError, Network, cheapest
from matching.swaps import Edges, greedy

T = TypeVar("T")
SHARED = (Regime.SCARCE, Regime.BALANCED, Regime.AMPLE)
SEEDS = (10, 11, 12)
"""Fairness was shaped while looking at seeds 0 to 2: these it had not seen."""


# --- instances from outside ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the table, totals in the instance's own terms; no `greedy` where it cannot finish."""

    name: str
    kind: str
    total: int | None
    status: str
    seconds: float
    greedy: int | None
    greedy_note: str = ""

    @property
    def gap(self) -> str:
        if self.total is None or self.greedy is None:
            return self.greedy_note or "-"
        if self.total == 0:
            return "0 %" if self.greedy == 0 else f"{self.greedy} against 0"
        return f"{abs(self.greedy - self.total) / abs(self.total):.2%}"


def solve(instance: Instance, seconds: float) -> Answer:
    """The optimum of an instance and what greedy loses on it. Raises FlowError where none is possible."""
    match instance:
        case Assignment():
            return _solve_assignment(instance)
        case Generalised():
            return _solve_generalised(instance, seconds)
        case MinCostFlow():
            return _solve_flow(instance)


def _solve_assignment(instance: Assignment) -> Answer:
    ones = np.ones(instance.size, np.int64)
    score = _lifted(-instance.cost, instance.size)
    problem = Problem(ones, ones, instance.src.astype(np.int32), instance.dst.astype(np.int32), score)
    result, seconds = timed(lambda: assign(problem, 0))
    rough, _ = timed(lambda: _greedily(problem))
    everybody = result.units == instance.size
    return Answer(
        instance.name,
        f"assignment {instance.size} x {instance.size}, {len(score)} pairs, least cost",
        int(result.flow @ instance.cost),
        result.status if everybody else f"{result.status}, but only {result.units} can be assigned",
        seconds,
        int(rough @ instance.cost) if rough.sum() == result.units else None,
        f"stuck at {rough.sum()} of {result.units}",
    )


def _lifted(points: Ints, most: int) -> Ints:
    """Scores in the same order, but one unit more always beats better units: all `most` if possible."""
    low, high = int(points.min(initial=0)), int(points.max(initial=0))
    return points - low + 1 + most * (high - low)


def _greedily(problem: Problem) -> Ints:
    edges = Edges(problem.src, problem.dst, problem.score, problem.edge_room())
    return greedy(problem.quantity, problem.capacity, edges)


def _solve_generalised(instance: Generalised, limit: float) -> Answer:
    agents, jobs = instance.value.shape
    points = -instance.value if instance.minimise else instance.value
    uniform = bool((instance.use == instance.use[:, :1]).all() and (instance.use > 0).all())
    find = (lambda: _by_flow(instance, points)) if uniform else (lambda: _by_search(instance, points, limit))
    (total, status), seconds = timed(find)
    rough = _greedy_jobs(instance, points)
    placed = int((rough >= 0).sum())
    sign = -1 if instance.minimise else 1
    return Answer(
        instance.name,
        f"generalised, {agents} agents, {jobs} jobs, {'least cost' if instance.minimise else 'most profit'}",
        None if total is None else sign * total,
        status,
        seconds,
        int(instance.value[rough, np.arange(jobs)].sum()) if placed == jobs else None,
        f"stuck at {placed} of {jobs} jobs",
    )


def _by_flow(instance: Generalised, points: Ints) -> tuple[int | None, str]:
    """Where each agent spends the same on every job, room is a number of jobs, and the flow is exact."""
    agents, jobs = points.shape
    src, dst = np.divmod(np.arange(jobs * agents), agents)
    score = _lifted(points.T.ravel(), jobs)
    room = np.maximum(instance.room, 0) // instance.use[:, 0]
    result = assign(
        Problem(np.ones(jobs, np.int64), room, src.astype(np.int32), dst.astype(np.int32), score), 0
    )
    if result.units < jobs:
        return None, "infeasible: not all jobs fit"
    return int(result.flow @ points.T.ravel()), f"{result.status} (one flow)"


def _by_search(instance: Generalised, points: Ints, limit: float) -> tuple[int | None, str]:
    """NP-hard, and no flow: constraint programming within a time limit, and whether it proved its answer."""
    from ortools.sat.python import cp_model

    agents, jobs = points.shape
    model = cp_model.CpModel()
    gives = [[model.new_bool_var("") for _ in range(jobs)] for _ in range(agents)]
    for job in range(jobs):
        model.add_exactly_one(gives[agent][job] for agent in range(agents))
    for agent in range(agents):
        used = cp_model.LinearExpr.weighted_sum(gives[agent], instance.use[agent].tolist())
        model.add(used <= int(instance.room[agent]))
    every = [choice for row in gives for choice in row]
    model.maximize(cp_model.LinearExpr.weighted_sum(every, points.ravel().tolist()))
    for job, agent in enumerate(_greedy_jobs(instance, points).tolist()):
        if agent >= 0:
            model.add_hint(gives[agent][job], 1)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = max(2, os.cpu_count() or 2)
    status = solver.solve(model)
    if status == cp_model.OPTIMAL:
        return round(solver.objective_value), "optimal (proven by search)"
    if status == cp_model.FEASIBLE:
        bound = abs(round(solver.best_objective_bound))
        return round(solver.objective_value), f"best found, not proven: bound {bound}"
    return None, "infeasible" if status == cp_model.INFEASIBLE else "nothing found in time"


def _greedy_jobs(instance: Generalised, points: Ints) -> Ints:
    """The agent of each job, -1 for none: best pairs first, those that no longer fit dropped."""
    jobs = points.shape[1]
    room, chosen = instance.room.copy(), np.full(jobs, -1)
    for pair in np.argsort(-points.ravel(), kind="stable"):
        agent, job = divmod(int(pair), jobs)
        if chosen[job] < 0 and instance.use[agent, job] <= room[agent]:
            chosen[job] = agent
            room[agent] -= instance.use[agent, job]
    return chosen


def _solve_flow(instance: MinCostFlow) -> Answer:
    """Lower bounds are sent beforehand; what they leave is a plain flow."""
    supply = instance.supply.copy()
    np.subtract.at(supply, instance.tail, instance.low)
    np.add.at(supply, instance.head, instance.low)
    room = instance.capacity - instance.low
    network = Network(
        supply, instance.tail.astype(np.int32), instance.head.astype(np.int32), room, instance.cost
    )
    kind = f"minimum-cost flow, {len(supply)} nodes, {len(room)} arcs"
    sent = int(instance.low.astype(object) @ instance.cost)
    try:
        units, seconds = timed(lambda: cheapest(network))
    except InfeasibleError:
        return Answer(instance.name, kind, None, "infeasible", 0.0, None)
    rough, note = _greedy_routes(network)
    total = sent + int(units.astype(object) @ instance.cost)
    return Answer(
        instance.name, kind, total, "optimal", seconds, None if rough is None else sent + rough, note
    )


def _greedy_routes(network: Network) -> tuple[int | None, str]:
    """The cost of sending everything on the cheapest routes with room left, nothing ever rerouted."""
    if len(network.cost) and network.cost.min() < 0:
        return None, "no greedy: negative costs"
    supply, room = network.supply.tolist(), network.capacity.tolist()
    tail, head, cost = network.tail.tolist(), network.head.tolist(), network.cost.tolist()
    leaving: list[list[int]] = [[] for _ in supply]
    for arc, node in enumerate(tail):
        leaving[node].append(arc)
    spent = 0
    while missing := [node for node, units in enumerate(supply) if units < 0]:
        far, last = _routes(supply, room, head, cost, leaving)
        moved = 0
        for node in sorted((node for node in missing if node in far), key=far.__getitem__):
            route: list[int] = []
            start = node
            while start in last:
                route.append(last[start])
                start = tail[last[start]]
            units = min(-supply[node], supply[start], *(room[arc] for arc in route))
            for arc in route:
                room[arc] -= units
            supply[start] -= units
            supply[node] += units
            moved += units
            spent += units * sum(cost[arc] for arc in route)
        if moved == 0:
            return None, f"stuck, {-sum(supply[node] for node in missing)} units undelivered"
    return spent, ""


def _routes(
    supply: list[int], room: list[int], head: list[int], cost: list[int], leaving: list[list[int]]
) -> tuple[dict[int, int], dict[int, int]]:
    """Dijkstra from all nodes with supply left: how far each node is, and the arc that leads there."""
    far: dict[int, int] = {}
    last: dict[int, int] = {}
    queue = [(0, node, -1) for node, units in enumerate(supply) if units > 0]
    while queue:
        distance, node, by = heapq.heappop(queue)
        if node in far:
            continue
        far[node] = distance
        if by >= 0:
            last[node] = by
        for arc in leaving[node]:
            if room[arc] > 0 and head[arc] not in far:
                heapq.heappush(queue, (distance + cost[arc], head[arc], arc))
    return far, last


# --- baselines ----------------------------------------------------------------------------------------------


def first_come(problem: Problem, seed: int = 0) -> Ints:
    """Needs in a random order of arrival, each served at once with the best that is still free."""
    arrival = np.random.default_rng(seed).permutation(len(problem.quantity))
    order = np.lexsort((-problem.score, arrival[problem.src]))
    wanted, room, units = problem.quantity.tolist(), problem.capacity.tolist(), [0] * len(order)
    for edge, i, j in zip(
        order.tolist(), problem.src[order].tolist(), problem.dst[order].tolist(), strict=True
    ):
        units[edge] = min(wanted[i], room[j])
        wanted[i] -= units[edge]
        room[j] -= units[edge]
    return np.array(units, np.int64)


def by_networkx(problem: Problem) -> int:
    """The greatest total score by network simplex in plain Python: slow, and written by others."""
    import networkx as nx

    graph = nx.DiGraph()
    for i, units in enumerate(problem.quantity.tolist()):
        graph.add_edge("source", ("need", i), capacity=units)
    for j, units in enumerate(problem.capacity.tolist()):
        graph.add_edge(("offer", j), "sink", capacity=units)
    columns = problem.src.tolist(), problem.dst.tolist(), problem.score.tolist(), problem.edge_room().tolist()
    for i, j, score, room in zip(*columns, strict=True):
        graph.add_edge(("need", i), ("offer", j), capacity=room, weight=-score)
    total = int(problem.quantity.sum())
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total)
    graph.add_edge("source", "sink", capacity=total)
    return -int(nx.network_simplex(graph)[0])


def by_highs(problem: Problem) -> tuple[float, float]:
    """Score and seconds of HiGHS on the linear programme, whose optimum is whole. Not beside OR-Tools."""
    import highspy

    needs, offers, edges = len(problem.quantity), len(problem.capacity), len(problem.score)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = edges, needs + offers
    lp.col_cost_ = -problem.score.astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(edges), problem.edge_room().astype(float)
    lp.row_lower_ = np.full(needs + offers, -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([problem.quantity, problem.capacity]).astype(float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * edges + 1, 2, dtype=np.int32)
    lp.a_matrix_.index_ = np.stack([problem.src, needs + problem.dst], axis=1).ravel().astype(np.int32)
    lp.a_matrix_.value_ = np.ones(2 * edges)
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    _, seconds = timed(lambda: (solver.passModel(lp), solver.run()))
    return -solver.getInfo().objective_function_value, seconds


def extra_bytes(problem: Problem) -> int:
    """By how much this process grows at its peak while it assigns, the problem itself not counted."""
    assign(city(100, Regime.UNIT), 0)
    before = _memory("VmRSS")
    assign(problem, 0)
    return _memory("VmHWM") - before


def _memory(what: str) -> int:
    """Bytes held now (VmRSS) or at most (VmHWM). Not by getrusage: its peak is inherited from the parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{what}:")[1].split()[0]) * 1024


def alone(function: Callable[[Problem], T], problem: Problem) -> T:
    """What the function answers in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, problem).result()


def timed(function: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return function(), time.perf_counter() - start


# --- rows of the bench --------------------------------------------------------------------------------------


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
    dial = median(_seconds_of(problem, 0.02) / _seconds_of(problem, 0) for problem in small)
    yield Row("assignment: the dial's bisection, 10,000 needs", f"{dial:.1f} solves' time in all", "", None)
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
    taken = [(timed(lambda: _greedily(problem))[1], _seconds_of(problem, 0)) for _ in range(pairs)]
    return median(exact / rough for rough, exact in taken), median(exact for _, exact in taken)


def _seconds_of(problem: Problem, price: float) -> float:
    return timed(lambda: assign(problem, price))[1]


def _what_others_lose(small: list[Problem]) -> Iterator[Row]:
    optima = [assign(problem, 0) for problem in small]
    others: dict[str, Callable[[Problem], Ints]] = {"greedy by score": _greedily, "first come": first_come}
    for name, other in others.items():
        found = [(problem, best, other(problem)) for problem, best in zip(small, optima, strict=True)]
        score = [1 - int(units @ problem.score) / best.score for problem, best, units in found]
        fewer = [1 - int(units.sum()) / best.units for _, best, units in found]
        lost = f"{_span(score)} of score, {_span(fewer)} of units"
        yield Row(f"assignment: what {name} loses", lost, "", None)
    kept = [assign(p, 0, exact=False).score / best.score for p, best in zip(small, optima, strict=True)]
    yield Row(
        "assignment: without the solver", f"{min(kept):.1%} of the optimum", "≥ 95.5 %", min(kept) >= 0.955
    )


def _span(shares: list[float]) -> str:
    return f"{min(shares):.1%} to {max(shares):.1%}"


def _fairness(size: int) -> Iterator[Row]:
    at = {regime: [city(size, regime, seed) for seed in SEEDS] for regime in SHARED}
    plain = {regime: [assign(problem, 0) for problem in at[regime]] for regime in SHARED}

    def fair(regime: Regime, price: float) -> list[tuple[Shape, Shape, Result, Result]]:
        pairs = [(p, zero, assign(p, price)) for p, zero in zip(at[regime], plain[regime], strict=True)]
        return [(shape(p, zero.flow), shape(p, some.flow), zero, some) for p, zero, some in pairs]

    ample = fair(Regime.AMPLE, 0.012)
    less = median(1 - after.gini / before.gini for before, after, _, _ in ample)
    cost = max(1 - some.score / zero.score for _, _, zero, some in ample)
    unfilled = sum(max(0, before.filled - after.filled) for before, after, _, _ in ample)
    what = f"Gini of new load −{less:.0%} at {cost:.2%} of score, {unfilled} needs unfilled for it"
    good = less >= 0.25 and cost <= 0.012 and unfilled == 0
    yield Row("fairness: load, ample supply", what, "−25 % at ≤ 1.2 %, 0", good)
    for regime, price, goal in (
        (Regime.BALANCED, 0.02, 0.001),
        (Regime.SCARCE, 0.02, 0.03),
        (Regime.SCARCE, 0.07, None),
    ):
        found = fair(regime, price)
        before = median(zero.nothing for zero, _, _, _ in found)
        after = median(some.nothing for _, some, _, _ in found)
        cost = median(1 - some.score / zero.score for _, _, zero, some in found)
        yield Row(
            f"fairness: needs with nothing, {regime}, price {price:.0%}",
            f"{after:.2%} (without {before:.1%}), at {cost:.1%} of score",
            "" if goal is None else f"≤ {goal:.1%}",
            None if goal is None else after <= goal,
        )


# --- command ------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Print the goals, or the answers for the files named. 1 where a goal is missed or a file fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assignment", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--full", action="store_true", help="the largest baselines too")
    parser.add_argument("--seconds", type=float, default=30.0, help="limit for each generalised assignment")
    sense = parser.add_mutually_exclusive_group()
    sense.add_argument("--minimise", action="store_const", const=True, dest="minimise")
    sense.add_argument("--maximise", action="store_const", const=False, dest="minimise")
    options = parser.parse_args(arguments)
    if not options.files:
        return int(show(rows(options.full)) > 0)
    return _answer_files(options.files, options.seconds, options.minimise)


def _answer_files(files: list[Path], seconds: float, minimise: bool | None) -> int:
    table = Table("instance", "what it is", "optimum", "status", "seconds", "greedy", "greedy's gap")
    failed = 0
    for file in files:
        try:
            for instance in read(file, minimise):
                answer = solve(instance, seconds)
                found = "-" if answer.total is None else str(answer.total)
                rough = "-" if answer.greedy is None else str(answer.greedy)
                table.add_row(
                    answer.name, answer.kind, found, answer.status, f"{answer.seconds:.3f}", rough, answer.gap
                )
        except (ReadingError, FlowError, OSError, ImportError) as error:
            failed += 1
            print(f"{file}: {error}", file=sys.stderr)
    # Redirected, a table is read by programs: nothing is folded.
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
