"""The assignment solved in another process: the same answer, also where that process is late or dies."""

import multiprocessing
from collections.abc import Iterator

import pytest

from benchmarks.assignment.instances import Regime, city
from matching.rounds.assignment import Status, assign
from services.asking.rounds.solver_process import SolverProcess
from tests.support.assignments import drawn


@pytest.fixture(scope="module")
def solver_process() -> Iterator[SolverProcess]:
    with SolverProcess() as process:
        yield process


def test_another_process_answers_the_same(solver_process: SolverProcess) -> None:
    problem = city(300, Regime.BALANCED)
    assert (solver_process.solve(problem).flow == assign(problem).flow).all()


def test_time_up_is_answered_by_swaps_and_the_next_problem_as_ever(solver_process: SolverProcess) -> None:
    problem = city(300, Regime.BALANCED)
    late = solver_process.solve(problem, seconds=0)
    assert late.status is Status.OUT_OF_TIME
    assert late.score == assign(problem, exact=False).score
    assert solver_process.solve(problem).optimal


def test_a_process_that_died_is_replaced(solver_process: SolverProcess) -> None:
    problem = city(300, Regime.BALANCED)
    solver_process.solve(problem)
    (process,) = (child for child in multiprocessing.active_children() if child.name == "solver")
    process.kill()
    process.join()
    assert solver_process.solve(problem).optimal


def test_a_refusal_in_the_other_process_reaches_the_caller(solver_process: SolverProcess) -> None:
    with pytest.raises(ValueError, match="price"):
        solver_process.solve(drawn(1), price=0.5)
