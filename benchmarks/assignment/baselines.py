"""Other ways to assign, for comparison: greedy, first come first served, and solvers that others wrote."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.assignment.instances import Regime, city
from matching.rounds.arrays import Ints
from matching.rounds.assignment import Problem, assign
from matching.rounds.swaps import Edges, greedy

T = TypeVar("T")


def by_greedy(problem: Problem) -> Ints:
    """Best score first, whatever no longer fits dropped: Open Match's default evaluator."""
    edges = Edges(problem.src, problem.dst, problem.score, problem.edge_room())
    return greedy(problem.quantity, problem.capacity, edges)


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
