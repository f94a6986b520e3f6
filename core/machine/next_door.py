"""A second process that does one kind of work for ours: killed when its time is up, replaced when it dies.

What would hold up a whole process, or must be stoppable, works there. By hand, for `ProcessPoolExecutor` cannot kill a
worker that hangs (before Python 3.14 it has no public way to, `cancel` does nothing once work has begun, and our own
end would wait for it).
"""

import atexit
import multiprocessing
from collections.abc import Callable
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock
from typing import Any

from core.machine import leash, log_lines

Work = Callable[[Any], Any]  # tasks and answers go through a pipe, which knows no types
Prepare = Callable[[], AbstractContextManager[Work]]


class NoAnswerError(Exception):
    """The process next door gave no answer, and is ended."""

    says_no_values = True


class TimeIsUpError(NoAnswerError):
    """It took too long."""


class DiedError(NoAnswerError):
    """It ended in the middle."""


class NextDoor:
    """A process that `prepare`s itself once and then does task after task. Close it, or it ends with ours.

    It starts with the first task. Safe to share between threads: they take turns. `prepare`, tasks and answers
    travel, so they are what pickle can carry.
    """

    def __init__(self, prepare: Prepare, *, name: str) -> None:
        self._prepare = prepare
        self._name = name
        self._one_at_a_time = Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, task: object, seconds: float) -> Any:  # as `Work`
        """The answer to a task. `seconds` include the start of the process.

        Raises what the work raised, TimeIsUpError or DiedError.
        """
        with self._one_at_a_time:
            try:
                pipe = self._started()
                pipe.send(task)
                if not pipe.poll(seconds):
                    self._end()
                    raise TimeIsUpError(f"{self._name}: no answer in {seconds:g} s")
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise DiedError(f"{self._name}: it ended in the middle") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """Ends the process, at work or not. The next task starts a new one."""
        with self._one_at_a_time:
            self._end()

    def kill(self) -> None:
        """Ends the process in the middle of whatever it does, as the system might. For tests of what follows."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self._end()
            # Not fork: a copy of a process with threads and open database connections does not work reliably.
            spawn = multiprocessing.get_context("spawn")
            self._pipe, theirs = spawn.Pipe()
            self._process = spawn.Process(
                target=_serve, args=(theirs, self._prepare, log_lines.configured()), name=self._name
            )
            self._process.start()
            # Held here too, it would hide from us that the worker is gone.
            theirs.close()
            atexit.register(self._end)
        return self._pipe

    def _end(self) -> None:
        atexit.unregister(self._end)
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe: Connection, prepare: Prepare, logging_as: tuple[str, str]) -> None:
    """Answers task after task until whoever asks is gone. It logs as whoever asks."""
    log_lines.configure(*logging_as)
    log_lines.catch_the_last()
    leash.end_with_parent()
    try:
        with prepare() as work:
            while True:
                task = pipe.recv()
                pipe.send(_answer(work, task))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _answer(work: Work, task: object) -> object:
    try:
        return work(task)
    except Exception as error:  # whatever it is, it belongs to whoever asked
        return error
