"""Rounds in a process of their own, which steps back before everything that somebody is waiting for.

A round is seconds of work for a whole region. In the worker it would hold up what is urgent, and with an equal
share of a small machine it would slow down every caller. So it keeps to one processor and a small share, rests
between its steps, and so does the PostgreSQL process that works for it, where that is on this machine. Rounds see no
words, hence this process has no key.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from threading import Lock
from typing import NamedTuple

import psycopg
from sqlalchemy import event

from core.crypto.vault import Vault
from core.database.db import Database
from core.machine import garbage, process
from core.machine.next_door import NextDoor, NoAnswerError
from core.machine.pace import Pace
from services.asking.rounds import regions
from services.asking.rounds.round import run_round
from services.asking.rounds.solver_process import SolverProcess

log = logging.getLogger(__name__)

PATIENCE = 900.0
"""Seconds after which a round is given up. What it has not written is due again; its regions' leases run out."""
STATEMENT_MS = 30_000
_NO_KEY = bytes(32)


class _Task(NamedTuple):
    now: datetime
    many: int


class RoundProcess:
    """Runs rounds on the database at `url`, one at a time. Close it, or it ends with this process."""

    def __init__(self, url: str) -> None:
        self._next_door = NextDoor(partial(_rounds, url), name="rounds")
        self._under_way = Lock()

    def run(self, database: Database, *, now: datetime, many: int = regions.MANY) -> int:
        """A round, where some region is crowded and none is under way; returns how many needs were looked at.

        A region is crowded where more than `many` needs are due. Without one the process is not even started.
        """
        with database.transaction() as session:
            if not regions.crowded(session, now, many):
                return 0
        if not self._under_way.acquire(blocking=False):
            return 0
        try:
            done: int = self._next_door.ask(_Task(now, many), PATIENCE)
            return done
        except NoAnswerError as error:
            log.warning("a round came to no end (%s); what is left is due again", error)
            return 0
        finally:
            self._under_way.release()

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self._under_way.locked()

    def close(self) -> None:
        """Ends the process, also in the middle of a round. What it has not written is due again."""
        self._next_door.close()


@contextmanager
def _rounds(url: str) -> Iterator[Callable[[_Task], int]]:
    """What the process is made of. The solver, started by it, steps back with it."""
    process.step_back()
    database = Database(
        url, Vault(_NO_KEY), pool_size=2, statement_timeout_ms=STATEMENT_MS, application="minka rounds"
    )
    event.listen(database.engine, "connect", _step_back_too)
    with SolverProcess() as solver:
        garbage.settle()

        def work(task: _Task) -> int:
            return run_round(
                database,
                solver,
                now=task.now,
                many=task.many,
                rest=Pace().rest,
            )

        yield work
    database.close()


def _step_back_too(connection: psycopg.Connection, _: object) -> None:
    """The server's process for a new connection; it asks for no others that would not step back."""
    if connection.info.host.startswith("/") and process.is_postgres(connection.info.backend_pid):
        process.step_back(connection.info.backend_pid)
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()
