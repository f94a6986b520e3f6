"""The events' epoch follows the server: another timeline after a failover, another server after a copy."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from core.audit import epochs
from core.crypto.vault import Vault
from core.database import embedded, migrate
from core.database.db import Address, Database
from tests.support.databases import FAST, address_of, quick_folder
from tests.support.record import as_owner


@pytest.fixture(scope="module")
def failing_over() -> Iterator[Path]:
    """The folder of a server of our own, with a migrated database."""
    with quick_folder() as folder:
        with embedded.start(folder / "pg", settings=FAST) as server:
            migrate.upgrade(address_of(server, "minka"))
        yield folder / "pg"


def serving_role(address: Address) -> Database:
    return Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)


def followed(address: Address) -> tuple[int | None, int]:
    """What whoever reads events begins, and the epoch that is in force then."""
    database = serving_role(address)
    with database.transaction() as session:
        begun = epochs.follow(session)
    with database.transaction() as session:
        found = begun, epochs.current(session)
    database.close()
    return found


def promoted(server: embedded.EmbeddedServer) -> None:
    """The standby takes over, as Patroni has it done."""
    engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
        assert connection.execute(text("SELECT pg_promote()")).scalar_one()
    engine.dispose()


def test_a_failover_begins_an_epoch_once_and_a_restart_does_not(failing_over: Path) -> None:
    with embedded.start(failing_over, settings=FAST) as server:
        assert followed(address_of(server, "minka")) == (None, 1)
    signal = failing_over / "cluster" / "standby.signal"
    signal.touch()
    owner = (failing_over / "cluster").stat()
    subprocess.run(["chown", f"{owner.st_uid}:{owner.st_gid}", signal], check=True)
    with embedded.start(failing_over, settings=FAST) as server:
        promoted(server)
        assert followed(address_of(server, "minka")) == (2, 2)
        assert followed(address_of(server, "minka")) == (None, 2)


def test_the_serving_role_begins_none_by_itself(address: Address) -> None:
    database = serving_role(address)
    with database.transaction() as session:
        assert session.execute(text("SELECT follow_history()")).scalar_one() is None
        assert epochs.current(session) == 1
    for what in (
        "UPDATE event_history SET timeline = '0'",
        "DELETE FROM event_history",
        "INSERT INTO event_history (number, server, timeline) VALUES (2, 1, '0')",
        "ALTER TABLE event ALTER COLUMN epoch SET DEFAULT 7",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            database.transaction() as session,
        ):
            session.execute(text(what))
    database.close()


def test_a_copy_on_another_server_begins_an_epoch(address: Address) -> None:
    with as_owner(address) as owner:
        owner.execute(text("UPDATE event_history SET server = server + 1"))
    assert followed(address) == (2, 2)
