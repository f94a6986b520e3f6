"""The moment that a backup holds: one snapshot, exported, so that the dump and what is counted beside it agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text
from sqlmodel import Session

from core.backups import epochs
from core.backups.errors import BackupError
from core.backups.manifest import Sealed

_QUIET = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",  # it waits for the dump
)
_TABLES = text("""
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
""")
_SEALED = text("SELECT number, head FROM event_seal ORDER BY number DESC LIMIT 1")


@dataclass(frozen=True)
class Snapshot:
    """What the database is at that moment. Use its `connection` while the snapshot is open."""

    connection: Connection
    id: str
    postgresql: str
    major: int

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return counts(self.connection)

    def schema_head(self) -> str:
        return schema_head(self.connection)

    def epochs(self) -> list[int]:
        """The epochs of wrapping keys without which something in it would not open."""
        with Session(bind=self.connection) as session:
            return epochs.needed(session)

    def sealed(self) -> Sealed | None:
        """The newest seal of the record."""
        return sealed(self.connection)


@contextmanager
def of(url: str) -> Iterator[Snapshot]:
    """A snapshot of the database at `url`, which others can read until the end of the block."""
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            for statement in _QUIET:
                connection.execute(text(statement))
            major = major_of(connection)
            version = connection.execute(text("SHOW server_version")).scalar_one().split()[0]
            id_ = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            yield Snapshot(connection, id_, version, major)
    finally:
        engine.dispose()


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has, as the connection sees them."""
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608 - a table's name
        for name in connection.execute(_TABLES).scalars().all()
    }


def sealed(connection: Connection) -> Sealed | None:
    """The newest seal of the record, as the connection sees it."""
    row = connection.execute(_SEALED).one_or_none()
    return None if row is None else Sealed(number=row.number, head=bytes(row.head).hex())


def schema_head(connection: Connection) -> str:
    """The migration that the tables are of. Raises BackupError where they are none of ours."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        raise BackupError("The database holds nothing of Minka: there is nothing to back up.")
    head: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return head


def major_of(connection: Connection) -> int:
    """The major version of the server."""
    return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
