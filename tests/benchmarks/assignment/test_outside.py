"""Instances from outside: each format read, answered, and refused where it breaks off."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.assignment.baselines import first_come
from benchmarks.assignment.comparison import gini, main
from benchmarks.assignment.instances import Regime, city
from benchmarks.assignment.outside.readers import (
    Assignment,
    Generalised,
    Instance,
    MinCostFlow,
    ReadingError,
    read,
)
from benchmarks.assignment.outside.table import solve

DENSE = " 3\n 4 1 3\n 2 0\n 5 3 2 2\n"
SPARSE = "3\n1 1 4\n1 2 1\n2 1 2\n2 2 0\n3 2 9\n3 3 2\n"
GAP = "2\n 2 3\n 9 4 6\n 7 5 8\n 3 3 3\n 2 4 4\n 6 4\n 1 2\n 5 7\n 1 1\n 2\n"
UNIFORM = "2 3\n 1 9 9\n 9 1 9\n 5 5 5\n 4 4 4\n 10 4\n"
DIMACS = """c two ways to node 4, one of them with a lower bound
p min 4 5
n 1 4
n 4 -4
a 1 2 0 4 2
a 1 3 0 2 2
a 2 3 0 2 1
a 2 4 1 3 3
a 3 4 0 5 1
"""


def written(folder: Path, name: str, text: str, minimise: bool | None = None) -> list[Instance]:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name, minimise)


def test_an_assignment_file_wraps_its_rows_as_it_likes(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "assign3.txt", DENSE)
    assert isinstance(instance, Assignment)
    assert instance.cost.reshape(3, 3).tolist() == [[4, 1, 3], [2, 0, 5], [3, 2, 2]]
    answer = solve(instance, 5)
    assert (answer.total, answer.status) == (5, "optimal")
    assert answer.greedy == 6  # takes the 0 first and pays for it
    assert answer.gap == "20.00%"


def test_a_sparse_assignment_file_lists_its_pairs(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "assignp3.txt", SPARSE)
    assert isinstance(instance, Assignment)
    assert (instance.src.min(), instance.dst.max(), len(instance.cost)) == (0, 2, 6)
    assert solve(instance, 5).total == 5


def test_all_are_assigned_however_dear_it_is(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "assignp2.txt", "2\n1 1 1\n1 2 100\n2 1 100\n")
    answer = solve(instance, 5)
    assert (answer.total, answer.gap) == (200, "stuck at 1 of 2")


def test_an_assignment_that_cannot_be_complete_says_how_far_it_goes(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "assignp3.txt", "4\n1 1 4\n2 1 2\n3 3 9\n")
    answer = solve(instance, 5)
    assert answer.total == 11
    assert "only 2" in answer.status


def test_generalised_assignment_is_solved_and_proven(tmp_path: Path) -> None:
    first, second = written(tmp_path, "gap1.txt", GAP)
    assert isinstance(first, Generalised)
    assert isinstance(second, Generalised)
    assert first.use.tolist() == [[3, 3, 3], [2, 4, 4]]
    assert first.room.tolist() == [6, 4]
    answer = solve(first, 5)
    assert (answer.total, answer.status) == (21, "optimal (proven by search)")
    assert (solve(second, 5).total, second.name) == (12, "gap1.txt#2")


def test_names_say_whether_values_are_costs(tmp_path: Path) -> None:
    for name, minimise in (("gap12.txt", False), ("gapc.txt", True), ("d05100", True), ("own.txt", False)):
        (instance,) = written(tmp_path, name, UNIFORM)
        assert isinstance(instance, Generalised)
        assert instance.minimise is minimise
    (instance,) = written(tmp_path, "gap12.txt", UNIFORM, minimise=True)
    assert isinstance(instance, Generalised)
    assert instance.minimise


def test_uniform_consumption_is_one_flow(tmp_path: Path) -> None:
    (most,) = written(tmp_path, "gap1.txt", UNIFORM)
    (least,) = written(tmp_path, "gapa.txt", UNIFORM)
    assert (solve(most, 5).total, solve(most, 5).status) == (27, "optimal (one flow)")
    assert solve(least, 5).total == 11


@pytest.mark.parametrize("use", ["5 5 5 4 4 4", "5 5 6 4 4 4"])
def test_jobs_that_do_not_fit_are_infeasible(tmp_path: Path, use: str) -> None:
    (instance,) = written(tmp_path, "gap1.txt", f"2 3  1 9 9 9 1 9  {use}  5 4")
    answer = solve(instance, 5)
    assert answer.total is None
    assert answer.status.startswith("infeasible")


def test_a_minimum_cost_flow_keeps_its_lower_bounds(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "net.min", DIMACS)
    assert isinstance(instance, MinCostFlow)
    assert instance.supply.tolist() == [4, 0, 0, -4]
    # One unit must take 1-2-4 at 5; two take 1-3-4 at 3; the last 1-2-3-4 at 4.
    assert solve(instance, 5).total == 15


def test_greedy_routes_are_never_better_and_may_get_stuck(tmp_path: Path) -> None:
    detour = "p min 4 5\nn 1 2\nn 4 -2\na 1 2 0 1 1\na 1 3 0 1 5\na 2 3 0 1 1\na 2 4 0 1 5\na 3 4 0 1 1\n"
    (instance,) = written(tmp_path, "net.min", detour)
    answer = solve(instance, 5)
    assert (answer.total, answer.greedy) == (12, None)
    assert answer.gap == "stuck, 1 units undelivered"


def test_arcs_without_a_bound_and_negative_costs_are_read(tmp_path: Path) -> None:
    text = "p min 2 2\nn 1 7\nn 2 -7\na 1 2 0 -1 3\na 2 1 0 2 -8\n"
    (instance,) = written(tmp_path, "net.min", text)
    answer = solve(instance, 5)
    assert answer.total == 7 * 3 + 2 * (3 - 8)
    assert answer.gap == "no greedy: negative costs"


def test_a_flow_that_cannot_be_is_called_infeasible(tmp_path: Path) -> None:
    (instance,) = written(tmp_path, "net.min", "p min 2 1\nn 1 7\nn 2 -7\na 1 2 0 5 3\n")
    assert solve(instance, 5).status == "infeasible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3\n1 2\n",
        "3 1 2 x",
        "2 3 1 2",
        "p min 2 1\na 1 3 0 1 1\n",
        "p min 2 2\na 1 2 0 1 1\n",
        "p max 2 0\n",
        "p min 2 1\na 1 2 0 1\n",
        "3\n1 1 4\n1 9 1\n2 1 2\n3 3 2\n",
    ],
)
def test_broken_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReadingError, match=r"broken\.txt"):
        written(tmp_path, "broken.txt", text)


def test_the_command_prints_a_line_for_each_and_fails_for_the_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in {"assign3.txt": DENSE, "gap1.txt": GAP, "net.min": DIMACS, "no.txt": "?"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    good = [str(tmp_path / name) for name in ("assign3.txt", "gap1.txt", "net.min")]
    assert main(good) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("assign3.txt", "gap1.txt#1", "gap1.txt#2", "net.min", "20.00%"))
    assert main([*good, str(tmp_path / "no.txt"), str(tmp_path / "missing.txt")]) == 1
    assert "no.txt" in capsys.readouterr().err


def test_instances_come_the_same_again_and_keep_their_regime() -> None:
    for regime, share in (
        (Regime.SCARCE, 0.6),
        (Regime.BALANCED, 1.0),
        (Regime.AMPLE, 2.0),
        (Regime.UNIT, 1.0),
    ):
        one, other = city(300, regime, 3), city(300, regime, 3)
        assert (one.score == other.score).all()
        assert (one.src == other.src).all()
        assert one.capacity.sum() / one.quantity.sum() == pytest.approx(share, abs=0.01)
        assert np.bincount(one.src).max() <= 20


def test_first_come_keeps_to_what_there_is() -> None:
    problem = city(200, Regime.SCARCE)
    units = first_come(problem)
    assert (np.bincount(problem.src, units, 200) <= problem.quantity).all()
    assert (np.bincount(problem.dst, units, 200) <= problem.capacity).all()


def test_gini_is_nothing_for_equals() -> None:
    assert gini(np.array([3, 3, 3])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
