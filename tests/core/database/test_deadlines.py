"""A server that is frozen, or is no primary any more, holds up nobody for long."""

import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from core.crypto.vault import Vault
from core.database import deadlines, troubles
from core.database.db import Address, Database
from core.database.retries import never_began, will_pass


@pytest.fixture
def impatient(address: Address, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that is given up after a second; its server would end a statement after as long itself."""
    monkeypatch.setattr("core.database.db.GRACE_S", 0.5)
    made = Database(
        address.app_url,
        Vault(bytes(32)),
        pool_size=2,
        statement_timeout_ms=500,
        direct_url=address.direct_url,
    )
    yield made
    made.close()


def backend(database: Database) -> int:
    with database.transaction() as session:
        number: int = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return number


@pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="processes of another account are stopped by root alone"
)
def test_a_frozen_server_is_hung_up_on(impatient: Database) -> None:
    """Its process stands still: it neither answers nor hangs up, and its own timeout stands still with it."""
    frozen = psutil.Process(backend(impatient))
    os.kill(frozen.pid, signal.SIGSTOP)
    try:
        with pytest.raises(OperationalError) as late, impatient.transaction() as session:
            session.execute(text("SELECT 1"))
        assert late.value.connection_invalidated
        assert never_began(late.value)
        assert backend(impatient) != frozen.pid
    finally:
        os.kill(frozen.pid, signal.SIGCONT)


@pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="processes of another account are stopped by root alone"
)
def test_a_wake_up_that_a_frozen_server_does_not_take_is_said_to_another(
    address: Address, impatient: Database
) -> None:
    line = impatient._line
    line.send(["before"])
    assert line._connection is not None
    frozen = line._connection.info.backend_pid
    os.kill(frozen, signal.SIGSTOP)
    try:
        line.send(["after"])
        assert line._connection.info.backend_pid != frozen
    finally:
        os.kill(frozen, signal.SIGCONT)


def test_a_pooler_that_lost_its_server_is_named_and_its_connection_dropped(impatient: Database) -> None:
    with pytest.raises(DBAPIError) as lost, impatient.transaction() as session:
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '08P01'; END $$"))
    assert lost.value.connection_invalidated
    assert "The pooler in MINKA_DATABASE_URL answers" in troubles.sentence(lost.value)


def test_what_takes_its_time_between_statements_is_left_alone(impatient: Database) -> None:
    with impatient.transaction() as session:
        session.execute(text("SELECT 1"))
        waits = session.connection().connection.driver_connection
        assert waits is not None
        assert waits not in impatient._deadlines._waiting


def test_a_statement_may_have_a_deadline_of_its_own(impatient: Database) -> None:
    found: list[float] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("SET LOCAL"):  # through a pooler each transaction begins so
            found.extend(how_long for _, how_long in impatient._deadlines._waiting.values())

    event.listen(impatient.engine, "before_cursor_execute", note)
    with impatient.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.execute(text("SELECT 1").execution_options(**{deadlines.WITHIN: 7.0}))
    assert found == [1.0, 7.0]


def test_a_connection_kept_after_its_commit_is_left_alone(impatient: Database) -> None:
    with impatient.engine.connect() as kept:
        kept.execute(text("SELECT 1"))
        kept.commit()
        impatient._deadlines.look(math.inf)
        assert kept.execute(text("SELECT 2")).scalar_one() == 2


def test_a_connection_that_turned_read_only_is_dropped(address: Address) -> None:
    """As after a failover: what answers is a standby now, and the next connection finds the primary."""
    database = Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    first = backend(database)
    writes = text("SET TRANSACTION READ ONLY; INSERT INTO heartbeat (job, at) VALUES ('x', now())")
    with pytest.raises(InternalError) as refused, database.transaction() as session:
        session.execute(writes)
    assert refused.value.connection_invalidated
    assert backend(database) != first
    database.close()


def test_a_connection_that_was_ended_is_dropped_and_never_began(address: Address) -> None:
    database = Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=20_000)
    with database.session() as ends, database.session() as ended:
        number = ended.execute(text("SELECT pg_backend_pid()")).scalar_one()
        ends.execute(text("SELECT pg_terminate_backend(:n, 5000)"), {"n": number})
        with pytest.raises(DBAPIError) as broken:
            ended.execute(text("SELECT 1"))
        assert (never_began(broken.value), will_pass(broken.value)) == (True, True)
    database.close()


def test_a_commit_that_broke_is_not_done_again(address: Address) -> None:
    """Nobody knows whether it counted."""
    database = Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=20_000)
    with database.session() as ends, database.session() as ended:
        number = ended.execute(text("SELECT pg_backend_pid()")).scalar_one()
        ends.execute(text("SELECT pg_terminate_backend(:n, 5000)"), {"n": number})
        with pytest.raises(DBAPIError) as broken:
            ended.commit()
        assert not never_began(broken.value)
    database.close()


@pytest.mark.parametrize(
    ("statement", "passes"),
    [
        ("SELECT 1/0", False),
        ("SELECT nothing", False),
        ("SET statement_timeout = 10; SELECT pg_sleep(1)", False),
    ],
)
def test_what_is_a_rows_own_fault_does_not_pass(database: Database, statement: str, passes: bool) -> None:
    with pytest.raises(DBAPIError) as failed, database.transaction() as session:
        session.execute(text(statement))
    assert will_pass(failed.value) is passes
    assert deadlines.NOT_THE_PRIMARY.isdisjoint({getattr(failed.value.orig, "sqlstate", None)})
