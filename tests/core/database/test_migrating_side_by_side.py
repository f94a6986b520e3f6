"""Migrations beside whoever serves: each in its own transaction, that waits for no lock for long."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from core.database import embedded, migrate
from core.database.db import APP_ROLE, Address
from tests.support.databases import copied

Seen = list[tuple[str, int]]


@pytest.fixture
def unmigrated(server: embedded.EmbeddedServer) -> Iterator[Address]:
    name = "unmigrated"
    yield Address(
        server.url(database=name, user=APP_ROLE), server.url(database=name, user="postgres"), server
    )
    engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def versions_written() -> Iterator[Seen]:
    """With each version that a migration leaves behind: how long it waited for locks, and its transaction."""
    seen: Seen = []

    def look(_: Connection, cursor: object, statement: str, *__: object) -> None:
        if "alembic_version" in statement and statement.startswith(("UPDATE", "INSERT")):
            raw = cursor.connection  # type: ignore[attr-defined]  # a cursor of the driver's
            seen.append(raw.execute("SELECT current_setting('lock_timeout'), txid_current()").fetchone())

    event.listen(Engine, "after_cursor_execute", look)
    yield seen
    event.remove(Engine, "after_cursor_execute", look)


def test_each_migration_waits_five_seconds_for_a_lock_in_a_transaction_of_its_own(
    unmigrated: Address, versions_written: Seen
) -> None:
    migrate.upgrade(unmigrated)
    files = list((migrate.ROOT / "migrations" / "versions").glob("*.py"))
    assert {wait for wait, _ in versions_written} == {"5s"}
    assert len({transaction for _, transaction in versions_written}) == len(versions_written) == len(files)


def test_the_lock_of_migrating_ends_with_its_transaction(address: Address) -> None:
    migrate.upgrade(address)
    engine = create_engine(address.owner_url)
    with engine.connect() as connection:
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
        mine = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        assert connection.execute(text(f"{held} {mine}")).scalar_one() == 0
    engine.dispose()


def test_a_migration_gives_up_where_somebody_holds_what_it_wants(
    server: embedded.EmbeddedServer, template: str
) -> None:
    """A table that is held makes it end with a lock timeout, in a transaction that changes nothing."""
    with copied(server, template) as address:
        engine = create_engine(address.owner_url)
        with engine.connect() as holding, holding.begin():
            holding.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(OperationalError) as refused:
                migrate.upgrade(address)
        engine.dispose()
    assert getattr(refused.value.orig, "sqlstate", None) == "55P03"
