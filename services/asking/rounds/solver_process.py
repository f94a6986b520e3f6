"""The assignment in a process of its own, since the solver can be neither interrupted nor hurried.

While it solves, no other thread of its process runs (it holds the interpreter's lock), and it knows no limit
of time. So it works in a process of its own: the caller waits with a clock, ends that process when time is
up, and greedy and swaps answer instead, in another one. A process is kept warm between problems, one at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import NamedTuple, Self

from core.machine.next_door import DiedError, NextDoor, TimeIsUpError
from matching.rounds.assignment import Problem, Result, Status, assign
from matching.rounds.prices import USUAL, Prices

STAND_IN_SECONDS = 180.0
"""How long greedy and swaps may take: up to five seconds for 10,000 needs, some two minutes for 100,000."""


class SolverFailedError(Exception):
    """Neither the solver nor its stand-in gave an answer; the message says what became of the last one."""


class _Task(NamedTuple):
    problem: Problem
    price: float | Prices
    exact: bool


class SolverProcess:
    """A worker process that solves assignments within a time limit. Use it in `with`, or close it.

    It starts with the first problem. Safe to share between threads: they take turns.
    """

    def __init__(self) -> None:
        self._next_door = NextDoor(_solver, name="solver")

    def solve(self, problem: Problem, price: float | Prices = USUAL, seconds: float = 60.0) -> Result:
        """`assign(problem, price)` or, where that takes too long, an approximation whose status says so.

        `seconds` include the start of the process. Raises ValueError as `assign` does, SolverFailedError
        where no answer came even so.
        """
        answer = self._ask(_Task(problem, price, exact=True), seconds)
        if isinstance(answer, Result):
            return answer
        stand_in = self._ask(_Task(problem, price, exact=False), STAND_IN_SECONDS)
        if isinstance(stand_in, Result):
            return replace(stand_in, status=answer)
        raise SolverFailedError(f"exact: {answer}; greedy and swaps: {stand_in}")

    def close(self) -> None:
        """Ends the process, at work or not. The next `solve` starts a new one."""
        self._next_door.close()

    def _ask(self, task: _Task, seconds: float) -> Result | Status:
        """The worker's answer; without one, the status says why."""
        try:
            answer: Result = self._next_door.ask(task, seconds)
        except TimeIsUpError:
            return Status.OUT_OF_TIME
        except DiedError:
            return Status.SOLVER_DIED
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _solver() -> Iterator[Callable[[_Task], Result]]:
    yield lambda task: assign(task.problem, task.price, task.exact)
