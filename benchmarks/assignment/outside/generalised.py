"""The generalised assignment: each job to one agent, whose room it uses up."""

import os

import numpy as np

from benchmarks.assignment.baselines import timed
from benchmarks.assignment.outside.answer import Answer, lifted
from benchmarks.assignment.outside.readers import Generalised
from matching.rounds.arrays import Ints
from matching.rounds.assignment import Problem, assign


def solve_generalised(instance: Generalised, limit: float) -> Answer:
    """By one flow where every job uses the same of an agent; else by search, for `limit` seconds at most."""
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
    score = lifted(points.T.ravel(), jobs)
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
