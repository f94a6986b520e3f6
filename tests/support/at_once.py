"""Several things at the same moment: threads that start together, a connection for each, and who waits for whom."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.database.db import Database
from core.errors import Problem
from services.access import callers
from services.matches import yes as match_yes
from tests.support.engines import ReusingDatabase
from tests.support.people import Person
from tests.support.world import World

Answer = TypeVar("Answer")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Does all of these at the same moment, one thread each; their answers in the order of `acts`."""
    start = threading.Barrier(len(acts))

    def act(which: Callable[[], Answer]) -> Answer:
        start.wait()
        return which()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


@contextmanager
def connections(world: World, size: int) -> Iterator[Database]:
    """A database with `size` connections at once, beside the API's own."""
    database = ReusingDatabase(
        world.address.app_url,
        world.database.vault,
        pool_size=size,
        statement_timeout_ms=world.settings.statement_timeout_ms,
        limits=world.database.limits,
        direct_url=world.address.direct_url,
    )
    try:
        yield database
    finally:
        database.close()


def caller_of(database: Database, person: Person, now: datetime) -> Caller:
    """Who is at the door when this person calls."""
    with database.transaction() as session:
        return callers.by_access_token(session, person.access_token, now)


def accept(database: Database, caller: Caller, match_id: UUID, now: datetime) -> str:
    """Says yes in a transaction of its own. The match's status, or the refusal's code."""
    try:
        with database.transaction() as session:
            return str(match_yes.accept(session, caller, match_id, now=now).status)
    except Problem as problem:
        return problem.code


def statuses(session: Session, need_id: UUID) -> list[str]:
    """The statuses of a need's matches."""
    found = session.execute(text("SELECT status FROM match WHERE need_id = :need"), {"need": need_id})
    return list(found.scalars())


def somebody_waits(database: Database) -> bool:
    """Whether a transaction in this database waits for another's lock."""
    query = """SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    with database.transaction() as session:
        return int(session.execute(text(query)).scalar_one()) > 0


def deadlocks(database: Database) -> int:
    """How many deadlocks PostgreSQL has broken up in this database, whoever heard of them."""
    with database.transaction() as session:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    with database.transaction() as session:
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(session.execute(text(query)).scalar_one())
