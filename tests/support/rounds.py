"""Rounds over a crowded region: communities in which more needs are due than are asked for one by one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from core.database.db import Database
from core.models import Match
from matching.rounds.assignment import Problem, Result, assign
from matching.rounds.prices import Prices
from services.asking.rounds.round import run_round
from services.asking.rounds.solver_process import SolverProcess
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, many_offers

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FEW = 5
"""More needs than this in one region are a crowd, which a round asks for."""


class SolvesHere(SolverProcess):
    """Solves at once, in this process: most of these tests are not about the other one."""

    def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
        return assign(problem, price)


def crowded_community(
    session: Session, *, needs: int, helpers: int, cell: int = LANSING_CELL, asks: int = 1, **fields: Any
) -> UUID:
    """A community in which everybody lives in one cell, and every need is due."""
    community = a_community(session, NOW)
    add_needs(session, community, needs=needs, cell=cell, **fields)
    many_offers(session, community, [cell] * helpers, NOW, asks_a_day=asks, asks_a_week=asks)
    return community


def add_needs(
    session: Session, community: UUID, *, needs: int, cell: int = LANSING_CELL, **fields: Any
) -> list[UUID]:
    """So many needs of one author, all due; their ids."""
    author = a_person(session, NOW)
    return [a_need(session, community, author, NOW, cell=cell, **fields).id for _ in range(needs)]


def a_round(
    database: Database,
    solver: SolverProcess | None = None,
    now: datetime = NOW,
    rest: Callable[[], None] = lambda: None,
) -> int:
    """One round over whatever is crowded; how many needs somebody was asked for."""
    return run_round(database, solver or SolvesHere(), now=now, many=FEW, rest=rest)


def asked(database: Database) -> list[Match]:
    """All matches there are."""
    with database.transaction() as session:
        return list(session.exec(select(Match)))
