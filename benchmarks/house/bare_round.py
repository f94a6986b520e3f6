"""What a round costs beyond what it asks of the database and the solver: against its own statements, sent bare.

A round is run and every statement of it written down with its values; then everything is as before, and the very same
statements are sent again over the driver alone, transaction by transaction. Both are run in turn on one database, in
this process, and neither rests. What the solver took in the round is added to the bare statements.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import event

from benchmarks.house.community import BenchCommunity, forget_proposals
from benchmarks.house.copying import plain_url
from benchmarks.house.database import BenchDatabase
from benchmarks.report import Row
from core.crypto.vault import Vault
from core.database.db import Database
from matching.rounds.assignment import Problem, Result
from matching.rounds.prices import USUAL, Prices
from services.asking.rounds.round import run_round
from services.asking.rounds.solver_process import SolverProcess

GOAL = 3.0
COMMIT = "COMMIT"

Statements = list[tuple[str, Any]]
"""Statements with their values, as the driver was given them, and `COMMIT` where a transaction ended."""


class _TimedSolver(SolverProcess):
    """The solver, and the seconds for which it was waited."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def solve(self, problem: Problem, price: float | Prices = USUAL, seconds: float = 60.0) -> Result:
        began = time.perf_counter()
        try:
            return super().solve(problem, price, seconds)
        finally:
            self.seconds += time.perf_counter() - began


@dataclass(slots=True)
class _Figures:
    """Seconds of each round, of its solver, and of its statements sent bare."""

    rounds: list[float] = field(default_factory=list)
    solver: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def ratios(self) -> list[float]:
        return sorted(
            one / (bare + solver)
            for one, bare, solver in zip(self.rounds, self.bare, self.solver, strict=True)
        )


def row(bench: BenchDatabase, community: BenchCommunity, *, many: int, rounds: int) -> Row:
    """The ratio, median of some rounds; the first, in which processes start and plans are made, is not counted."""
    figures, number = _Figures(), 0
    with (
        closing(
            Database(
                bench.address.direct_url,
                Vault(bytes(32)),
                pool_size=2,
                statement_timeout_ms=600_000,
                application="minka rounds",
            )
        ) as database,
        _TimedSolver() as solver,
        psycopg.connect(plain_url(bench.address.direct_url)) as bare,
    ):
        for turn in range(rounds + 1):
            written: Statements = []
            solver.seconds = 0.0
            forget_proposals(bench, community)
            with _written_down(database, written):
                took = _round(database, solver, many)
            forget_proposals(bench, community)
            again = _sent(bare, written)
            number = len(written) - sum(statement == COMMIT for statement, _ in written)
            if turn:
                figures.rounds.append(took)
                figures.solver.append(solver.seconds)
                figures.bare.append(again)
    ratios = figures.ratios()
    ratio = statistics.median(ratios)
    return Row(
        f"that round against its own {number:,} statements sent bare, and the solver",
        f"{statistics.median(figures.rounds):.2f} s / ({statistics.median(figures.bare):.2f} +"
        f" {statistics.median(figures.solver):.2f}) s = {ratio:.2f} × ({ratios[0]:.2f}-{ratios[-1]:.2f})",
        f"≤ {GOAL:g} ×",
        ratio <= GOAL,
    )


def _round(database: Database, solver: SolverProcess, many: int) -> float:
    began = time.perf_counter()
    if not run_round(database, solver, now=datetime.now(UTC), many=many, rest=lambda: None):
        raise RuntimeError("no region was crowded: what was measured is no round")
    return time.perf_counter() - began


@contextmanager
def _written_down(database: Database, into: Statements) -> Iterator[None]:
    """Meanwhile everything that is sent to the database is kept, in its order."""

    def statement(_connection: Any, _cursor: Any, sent: str, values: Any, _context: Any, many: bool) -> None:
        into.extend((sent, one) for one in (values if many else [values]))

    def commit(_connection: Any) -> None:
        into.append((COMMIT, None))

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", statement)
        event.remove(database.engine, "commit", commit)


def _sent(connection: psycopg.Connection, statements: Statements) -> float:
    """Seconds in which these statements are done once more and all their rows read."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for statement, values in statements:
            if statement == COMMIT:
                connection.commit()
                continue
            cursor.execute(statement, values or None)
            if cursor.description is not None:
                cursor.fetchall()
    connection.commit()
    return time.perf_counter() - began
