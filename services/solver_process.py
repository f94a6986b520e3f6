"""The assignment in a process of its own, since the solver can be neither interrupted nor hurried.

While it solves, no other thread of its process runs (it holds the interpreter's lock), and it knows no limit
of time. So it works next door: the caller waits with a clock, ends the process when time is up, and greedy
and swaps answer instead, next door as well. A process is kept warm between problems, one at a time.
"""

import multiprocessing
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from matching.assignment import Problem, Result, Status, assign
from matching.fairness import DEFAULT_PRICE

STAND_IN_SECONDS = 180.0
"""How long greedy and swaps may take: up to five seconds for 10,000 needs, some two minutes for 100,000."""


class SolverFailedError(Exception):
    """Neither the solver nor its stand-in gave an answer; the message says what became of the last one."""


class _Task(NamedTuple):
    problem: Problem
    price: float
    exact: bool


class SolverProcess:
    """A worker process that solves assignments within a time limit. Use it in `with`, or close it.

    It starts with the first problem. Safe to share between threads: they take turns.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def solve(self, problem: Problem, price: float = DEFAULT_PRICE, seconds: float = 60.0) -> Result:
        """`assign(problem, price)` or, where that takes too long, an approximation whose status says so.

        `seconds` include the start of the process. Raises ValueError as `assign` does, SolverFailedError
        where no answer came even so.
        """
        with self._turn:
            answer = self._ask(_Task(problem, price, exact=True), seconds)
            if isinstance(answer, Result):
                return answer
            stand_in = self._ask(_Task(problem, price, exact=False), STAND_IN_SECONDS)
            if isinstance(stand_in, Result):
                return replace(stand_in, status=answer)
            raise SolverFailedError(f"exact: {answer}; greedy and swaps: {stand_in}")

    def close(self) -> None:
        """End the process, at work or not. The next `solve` starts a new one."""
        with self._turn:
            self._end()

    def _ask(self, task: _Task, seconds: float) -> Result | Status:
        """The worker's answer; without one the worker is ended, and the status says why."""
        try:
            pipe = self._started()
            pipe.send(task)
            if not pipe.poll(seconds):
                self._end()
                return Status.OUT_OF_TIME
            answer: Result | Exception = pipe.recv()
        except (EOFError, OSError):
            self._end()
            return Status.SOLVER_DIED
        if isinstance(answer, Result):
            return answer
        raise answer

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self._end()
            # Not fork: a copy of a process with threads and open database connections does not work reliably.
            spawn = multiprocessing.get_context("spawn")
            self._pipe, theirs = spawn.Pipe()
            self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True, name="solver")
            self._process.start()
            # Held here too, it would hide from us that the worker is gone.
            theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _serve(pipe: Connection) -> None:
    """Answer problem after problem until whoever asks is gone."""
    while True:
        try:
            task: _Task = pipe.recv()
            pipe.send(_answer(task))
        except (EOFError, OSError, KeyboardInterrupt):
            return


def _answer(task: _Task) -> Result | Exception:
    try:
        return assign(task.problem, task.price, task.exact)
    except Exception as error:  # whatever it is, it belongs to whoever asked
        return error
