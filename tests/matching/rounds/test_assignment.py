"""The assignment: exact, indifferent to order, fair at a bounded price, and there without its solver too."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.assignment.baselines import by_networkx
from benchmarks.assignment.comparison import gini
from benchmarks.assignment.instances import Regime, city
from matching.rounds import fairness, swaps
from matching.rounds.assignment import Problem, Result, Status, assign
from matching.rounds.prices import Prices
from tests.support.assignments import assert_possible, drawn

ROOT = Path(__file__).parents[3]
SHARES = st.sampled_from([0.0, 0.005, 0.02, 0.1])
PRICES = st.builds(Prices, SHARES, SHARES)


def shuffled(problem: Problem, seed: int) -> tuple[Problem, np.ndarray]:
    """The same needs, offers and edges in other rows, and for each new edge the old one."""
    rng = np.random.default_rng(seed)
    needs, offers = rng.permutation(len(problem.quantity)), rng.permutation(len(problem.capacity))
    edges = rng.permutation(len(problem.score))
    assert problem.declared is not None
    assert problem.load is not None
    assert problem.need_keys is not None
    assert problem.offer_keys is not None
    moved = Problem(
        problem.quantity[needs],
        problem.capacity[offers],
        np.argsort(needs)[problem.src[edges]].astype(np.int32),
        np.argsort(offers)[problem.dst[edges]].astype(np.int32),
        problem.score[edges],
        None if problem.limit is None else problem.limit[edges],
        problem.declared[offers],
        problem.load[offers],
        problem.need_keys[needs],
        problem.offer_keys[offers],
    )
    return moved, edges


def by_pair(problem: Problem, result: Result) -> dict[tuple[int, int, int], int]:
    """Units by need key, offer key and score."""
    assert problem.need_keys is not None
    assert problem.offer_keys is not None
    units: dict[tuple[int, int, int], int] = {}
    for i, j, score, flow in zip(problem.src, problem.dst, problem.score, result.flow, strict=True):
        key = int(problem.need_keys[i]), int(problem.offer_keys[j]), int(score)
        units[key] = units.get(key, 0) + int(flow)
    return units


def oracle(problem: Problem) -> int:
    """The optimum by networkx, which knows one arc between two nodes: parallel edges get a node each."""
    graph = nx.DiGraph()
    total = int(problem.quantity.sum())
    graph.add_node("s", demand=-total)
    graph.add_node("t", demand=total)
    graph.add_edge("s", "t", capacity=total)
    for i, units in enumerate(problem.quantity.tolist()):
        graph.add_edge("s", ("n", i), capacity=units)
    for j, units in enumerate(problem.capacity.tolist()):
        graph.add_edge(("o", j), "t", capacity=units)
    rows = zip(problem.src.tolist(), problem.dst.tolist(), problem.score.tolist(), strict=True)
    for (i, j, score), e, room in zip(
        rows, range(len(problem.score)), problem.edge_room().tolist(), strict=True
    ):
        graph.add_edge(("n", i), ("e", e), capacity=room, weight=-score)
        graph.add_edge(("e", e), ("o", j), capacity=room)
    return -int(nx.network_simplex(graph)[0])


def test_500_random_instances_have_the_oracles_optimum() -> None:
    for seed in range(500):
        problem = drawn(seed)
        result = assign(problem, 0)
        assert result.optimal
        assert_possible(problem, result)
        assert result.score == oracle(problem), f"seed {seed}"


@pytest.mark.parametrize("regime", list(Regime))
def test_city_like_instances_have_the_oracles_optimum(regime: Regime) -> None:
    problem = city(40, regime, seed=1)
    assert assign(problem, 0).score == by_networkx(problem)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), PRICES, st.booleans())
def test_the_order_of_rows_changes_nothing(seed: int, order: int, price: Prices, exact: bool) -> None:
    problem = drawn(seed, top=4)
    moved, _ = shuffled(problem, order)
    here, there = assign(problem, price, exact), assign(moved, price, exact)
    assert by_pair(problem, here) == by_pair(moved, there)
    assert (here.score, here.status) == (there.score, there.status)
    assert (here.first_weight, here.weight) == (there.first_weight, there.weight)


def test_without_keys_the_order_of_edges_changes_nothing() -> None:
    problem = city(150, Regime.BALANCED)
    plain = replace(problem, score=problem.score // 1000 + 1)
    edges = np.random.default_rng(1).permutation(len(plain.score))
    moved = replace(plain, src=plain.src[edges], dst=plain.dst[edges], score=plain.score[edges])
    assert (assign(moved).flow == assign(plain).flow[edges]).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_raising_a_capacity_never_lowers_the_total(seed: int, data: st.DataObject) -> None:
    problem = drawn(seed)
    raised = problem.capacity.copy()
    raised[data.draw(st.integers(0, len(raised) - 1))] += data.draw(st.integers(1, 5))
    assert assign(replace(problem, capacity=raised), 0).score >= assign(problem, 0).score


def test_the_first_unit_goes_to_a_need_that_has_none() -> None:
    first_wants_two = Problem([2, 1], [2], [0, 1], [0, 0], [1000, 981])  # type: ignore[arg-type]
    assert assign(first_wants_two, 0).flow.tolist() == [2, 0]
    for price in (0.02, Prices(0.02, 0)):
        assert assign(first_wants_two, price).flow.tolist() == [1, 1]
    for price in (0.005, Prices(0.005, 0.1)):
        assert assign(first_wants_two, price).flow.tolist() == [2, 0]


def test_a_helper_who_carried_much_lately_is_spared() -> None:
    problem = Problem([1], [1, 1], [0, 0], [0, 1], [1000, 990], load=[3.0, 0.0])  # type: ignore[arg-type]
    assert assign(problem, 0).flow.tolist() == [1, 0]
    assert assign(problem, 0.02).flow.tolist() == [0, 1]
    assert assign(replace(problem, load=np.zeros(2)), 0.02).flow.tolist() == [1, 0]


def test_who_declared_more_carries_more_at_the_same_cost() -> None:
    two = Problem([1, 1, 1], [9, 9], [0, 1, 2] * 2, [0] * 3 + [1] * 3, [100] * 6, declared=[1, 9])  # type: ignore[arg-type]
    assert np.bincount(two.dst, assign(two, 0.02).flow).tolist() == [1, 2]


def test_load_evens_out_and_nobody_is_unfilled_for_it() -> None:
    problem = city(1500, Regime.AMPLE, seed=0)
    plain, fair = assign(problem, 0), assign(problem, 0.02)

    def carried(result: Result) -> np.ndarray:
        return np.bincount(problem.dst, result.flow, 1500).astype(np.int64)

    assert gini(carried(fair)) < 0.9 * gini(carried(plain))
    assert fair.units >= plain.units


def test_offer_steps_are_convex_and_need_steps_concave() -> None:
    steps = fairness.offer_steps(np.array([70]), np.array([100]), np.array([0.5]), 1000, 1)
    assert steps.room.sum() == 70
    assert (np.diff(steps.worth) <= 0).all()
    needs = fairness.need_steps(np.array([3, 0, 1]), 1000, fairness.FairnessWeights(1, 1))
    assert needs.owner.tolist() == [0, 2, 0]
    assert needs.worth[0] > needs.worth[2] >= -steps.worth.min()


@pytest.mark.parametrize("regime", list(Regime))
@pytest.mark.parametrize("seed", [0, 1])
def test_greedy_and_swaps_reach_their_share(regime: Regime, seed: int) -> None:
    problem = city(600, regime, seed)
    rough, best = assign(problem, exact=False), assign(problem, 0)
    assert_possible(problem, rough)
    assert rough.status is Status.NOT_WANTED
    assert 0.955 * best.score <= rough.score <= best.score


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_swaps_never_lose_to_greedy(seed: int) -> None:
    problem = drawn(seed)
    edges = swaps.Edges(problem.src, problem.dst, problem.score, problem.edge_room())
    swapped = swaps.swapped(problem.quantity, problem.capacity, edges)
    assert_possible(problem, assign(problem, exact=False))
    assert swapped @ problem.score >= swaps.greedy(problem.quantity, problem.capacity, edges) @ problem.score


WITHOUT = """
import sys
sys.modules["ortools"] = None
from benchmarks.assignment.instances import Regime, city
from matching.rounds.assignment import assign
for regime in Regime:
    result = assign(city(300, regime, 2))
    print(result.score, result.status)
"""


def test_without_ortools_it_still_answers() -> None:
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    for regime, line in zip(Regime, told.stdout.splitlines(), strict=True):
        score, status = line.split()
        assert status == "no_solver"
        assert int(score) >= 0.955 * assign(city(300, regime, 2), 0).score


def test_scores_beyond_exact_arithmetic_are_answered_by_swaps() -> None:
    huge = Problem([1], [1], [0], [0], [2**61])  # type: ignore[arg-type]
    assert assign(huge, 0).status is Status.TOO_LARGE
    assert assign(huge, 0).units == 1


def test_nothing_to_match_is_an_answer() -> None:
    for price in (Prices(0, 0), Prices()):
        assert assign(Problem([1, 2], [3], [], [], []), price).units == 0  # type: ignore[arg-type]
        assert assign(Problem([], [], [], [], []), price).optimal  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": [0]},
        {"src": [1]},
        {"dst": [-1]},
        {"quantity": [-1]},
        {"limit": [1, 1]},
        {"load": [float("nan")]},
        {"need_keys": np.array([1, 1])},
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"quantity": [1], "capacity": [1], "src": [0], "dst": [0], "score": [5]}
    assert assign(Problem(**right)).units == 1  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"."):
        Problem(**(right | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize("price", [-0.01, 0.11])
def test_a_price_out_of_range_is_refused(price: float) -> None:
    with pytest.raises(ValueError, match="price"):
        assign(drawn(1), price)
