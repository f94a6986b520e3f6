"""Bringing a database up to date: its tables, and the rights of the role that serves."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from core.audit import epochs
from core.database.db import APP_ROLE, Address

ROOT = Path(__file__).parents[2]
ADVISORY_LOCK = 0x6D696E6B61  # "minka"
AGAIN_S = 0.2
"""So often whoever waits for another one that migrates looks whether that is over."""
_PARTITIONS = text("""
    SELECT relname FROM pg_class
     WHERE relispartition AND relkind = 'r' AND relnamespace = CAST('public' AS regnamespace)
""")


def upgrade(address: Address) -> None:
    """Creates the database of the embedded server if it is missing, migrates, and grants what serving needs."""
    if address.server is not None:
        create_database(address.owner_url)
    engine = create_engine(address.owner_url)
    try:
        with _one_at_a_time(engine), engine.connect() as connection:
            config = configuration()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            _grant(connection, make_url(address.app_url).username, make_url(address.app_url).password)
            epochs.begin_if_moved(connection)
            connection.commit()
    finally:
        engine.dispose()


def configuration() -> Config:
    return Config(toml_file=str(ROOT / "pyproject.toml"))


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """Waits for whoever else is at it. The lock is a transaction's, of a connection that does nothing else: it lets go
    however this process ends, and leaves nothing behind on a connection that a pooler lends to somebody else next.
    """
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as holding:
        while not _is_its_turn(holding):
            holding.rollback()
            time.sleep(AGAIN_S)
        yield


def _is_its_turn(holding: Connection) -> bool:
    """Takes the lock if nobody has it. Nothing of it keeps a snapshot: an index that is built concurrently waits for
    whoever has an older one, so each try is a transaction, and after the last a statement follows that needs none.
    """
    holding.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    mine: bool = holding.execute(
        text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK}
    ).scalar_one()
    holding.execute(text("SET LOCAL statement_timeout = 0"))
    return mine


def create_database(owner_url: str) -> None:
    """Creates the database that the URL names, where the server has none of that name."""
    url = make_url(owner_url)
    engine = create_engine(url.set(database="postgres"))
    try:
        with _one_at_a_time(engine), engine.connect() as made:
            connection = made.execution_options(isolation_level="AUTOCOMMIT")
            exists = "SELECT 1 FROM pg_database WHERE datname = :name"
            if connection.execute(text(exists), {"name": url.database}).first() is None:
                connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    finally:
        engine.dispose()


def _grant(connection: Connection, role: str | None, password: str | None) -> None:
    """The serving role may read and write rows, and of events and their seals only add and read. It owns nothing.

    It may read where sequences stand, and partitions by themselves, so that it can back everything up; it writes to
    partitions through their table only.
    """
    role = role or APP_ROLE
    if not role.replace("_", "").isalnum():
        raise ValueError(f"the role {role!r} is not a plain name")
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role}).first()
    if found is None:
        connection.execute(text(f'CREATE ROLE "{role}" LOGIN'))
        if password:
            quoted = password.replace("'", "''")
            connection.execute(text(f"ALTER ROLE \"{role}\" PASSWORD '{quoted}'"))
    for statement in (
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
        f'REVOKE UPDATE, DELETE, TRUNCATE ON event, event_seal, event_history FROM "{role}"',
        f'REVOKE INSERT ON event_history FROM "{role}"',
        f'REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "{role}"',
        *(
            f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{name}" FROM "{role}"'
            for name in connection.execute(_PARTITIONS).scalars()
        ),
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
    ):
        connection.execute(text(statement))
