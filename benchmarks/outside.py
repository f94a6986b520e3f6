"""Instances from outside, solved: optimum, time, and what greedy loses on each.

Files: OR-Library assignment, generalised assignment, DIMACS minimum-cost flow (see `benchmarks.readers`).
"""

import heapq
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.baselines import by_greedy, timed
from benchmarks.instances import Ints
from benchmarks.readers import Assignment, Generalised, Instance, MinCostFlow, ReadingError, read
from matching.assignment import Problem, assign
from matching.flow import FlowError, InfeasibleError, Network, cheapest


def answer_files(files: list[Path], seconds: float, minimise: bool | None) -> int:
    """Prints a table with a line for every instance in the files; 1 where one of them fails."""
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
    rough, _ = timed(lambda: by_greedy(problem))
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
