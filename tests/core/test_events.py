"""The spine holds: lines are only ever added, hold no words of anybody's, and come about with their action or not."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import Session

from core import events
from core.database.db import Address, Database
from core.events import WAKE_CHANNEL, EventKind, record

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def written(session: Session, **payload: Any) -> int:
    return record(session, EventKind.NEED_POSTED, actor=None, subject=("need", uuid4()), now=NOW, **payload)


def count(database: Database, table: str) -> int:
    with database.transaction() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'rewritten'",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "SELECT id FROM event FOR UPDATE",
        "ALTER TABLE event DROP COLUMN payload",
        "DROP TABLE event CASCADE",
        "SET ROLE postgres",
        "INSERT INTO alembic_version VALUES ('0000')",
    ],
)
def test_the_serving_role_can_only_add_lines(session: Session, statement: str) -> None:
    written(session)
    with pytest.raises(ProgrammingError) as refused:
        session.execute(text(statement))
    assert isinstance(refused.value.orig, InsufficientPrivilege)


@pytest.mark.parametrize(
    "words",
    ["please ring twice", "a\nb", "x" * 101, "ana@example.org", "12 Elm Street", b"bytes", {"a": 1}],
)
def test_words_of_people_are_refused(session: Session, words: object) -> None:
    with pytest.raises(ValueError, match="ids and codes only"):
        written(session, reason=words)
    with pytest.raises(ValueError, match="ids and codes only"):
        written(session, reasons=["fine", words])


def test_ids_codes_numbers_and_times_are_kept(session: Session) -> None:
    who = UUID(int=7)
    line = written(session, who=who, status="not_helped", quantity=3, at=NOW, fields=["title"], none=None)
    kept = session.execute(text("SELECT payload FROM event WHERE id = :id"), {"id": line}).scalar_one()
    assert kept == {
        "who": str(who),
        "status": "not_helped",
        "quantity": 3,
        "at": "2026-03-01T12:00:00+00:00",
        "fields": ["title"],
        "none": None,
    }


def test_a_line_its_errand_and_the_wake_up_come_together(address: Address, database: Database) -> None:
    with psycopg.connect(_plain(address.app_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        with database.transaction() as session:
            line = written(session)
            assert count(database, "event") == 0
        [heard] = listening.notifies(timeout=10, stop_after=1)
    assert heard.channel == WAKE_CHANNEL
    with database.transaction() as session:
        assert session.execute(text("SELECT event_id FROM event_todo")).scalars().all() == [line]


def test_what_is_rolled_back_leaves_no_line_no_errand_and_wakes_nobody(
    address: Address, database: Database
) -> None:
    with psycopg.connect(_plain(address.app_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {WAKE_CHANNEL}")
        with database.session() as session:
            written(session)
            session.rollback()
        with database.transaction() as session:
            events.wake(session, "after")
        [heard] = listening.notifies(timeout=10, stop_after=1)
    assert heard.payload == "after"
    assert count(database, "event") == count(database, "event_todo") == 0


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
