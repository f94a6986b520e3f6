"""The record of what happened, as tests write, seal and bend it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, create_engine
from sqlmodel import Session

from core.audit import sealing
from core.database.db import Address, Database
from core.events import EventKind, record
from core.events.payloads import Edited

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def happened(session: Session, *, times: int, first: int = 0, now: datetime = NOW) -> None:
    """So many events of edits, no two alike."""
    for number in range(first, first + times):
        need = UUID(int=number)
        record(
            session,
            EventKind.NEED_EDITED,
            Edited((f"field_{number}",)),
            actor=UUID(int=number % 3),
            subject=("need", need),
            need_id=need if number % 2 else None,
            now=now,
        )


def happened_apart(database: Database, *, times: int, first: int = 0, now: datetime = NOW) -> None:
    """So many, each in a transaction of its own."""
    for number in range(first, first + times):
        with database.transaction() as session:
            happened(session, times=1, first=number, now=now)


def seal_all(database: Database, *, at_most: int = sealing.AT_ONCE, now: datetime = NOW) -> int:
    """Seals until nothing is left that is settled; returns how many events."""
    done = 0
    while some := _seal(database, at_most, now):
        done += some
    return done


def _seal(database: Database, at_most: int, now: datetime) -> int:
    with database.transaction() as session:
        return sealing.seal(session, now=now, at_most=at_most)


@contextmanager
def as_owner(address: Address) -> Iterator[Connection]:
    """A connection that may do anything; what it did is committed at the end."""
    engine = create_engine(address.owner_url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def undone_as_owner(address: Address, database: Database) -> Iterator[Session]:
    """A session that may do anything, and all that it did is undone at the end."""
    engine = create_engine(address.owner_url)
    try:
        with Session(engine, info=database.info) as session:
            yield session
            session.rollback()
    finally:
        engine.dispose()
