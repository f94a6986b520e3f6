"""A dump brought into an empty database, in one transaction; and a mark there until all else is done, too.

As long as the mark is there nobody serves the database (`core.database.fitting`), and the same restore, called again,
goes on where it was.
"""

from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from core.backups import programs, snapshot
from core.backups.errors import BackupError
from core.backups.manifest import DUMP, Manifest
from core.database.fitting import RESTORE_MARK as MARK

_MARKED = text("SELECT to_regclass(:name) IS NOT NULL")
_MAC = text(f"SELECT mac FROM {MARK}")  # noqa: S608 - our own name
_TABLES = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN (:mark)")


def load(backup: Path, said: Manifest, owner_url: str) -> bool:
    """Brings the backup into the empty database at `owner_url`, marked as under way; False where it was there already,
    of a restore that was cut off. Raises BackupError where the database holds anything else.
    """
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            there = _is_there(connection, said)
    finally:
        engine.dispose()
    if not there:
        pour(backup / DUMP, said, owner_url)
    return not there


def pour(dump: Path, said: Manifest, owner_url: str) -> None:
    """Restores the dump, whole or not at all; the role of the URL owns everything then. Raises BackupError."""
    engine = create_engine(owner_url)
    try:
        with engine.connect() as connection:
            major = snapshot.major_of(connection)
    finally:
        engine.dispose()
    tools = programs.for_server(major)
    made_by = int(said.postgresql.split(".")[0])
    if major < made_by or tools.major < said.dumped_by:
        raise BackupError(
            f"The backup is of PostgreSQL {made_by}, and this server is PostgreSQL {major}. Restore it into one of "
            f"version {max(made_by, said.dumped_by)} or newer."
        )
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    programs.run(tools.folder / "pg_restore", *how, str(dump), url=owner_url)


def finish(owner_url: str) -> None:
    """Takes the mark away: the database may be served."""
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"DROP TABLE IF EXISTS {MARK}"))
    finally:
        engine.dispose()


def _is_there(connection: Connection, said: Manifest) -> bool:
    """Whether this very backup was loaded; marks an empty database."""
    marked = connection.execute(_MARKED, {"name": MARK}).scalar_one()
    full = connection.execute(_TABLES, {"mark": MARK}).scalar_one() > 0
    if marked and full and connection.execute(_MAC).scalar_one() != said.mac:
        raise BackupError(
            "The database holds another backup, whose restore did not come to its end. Restore that one again, or name "
            "an empty database."
        )
    if full and not marked:
        raise BackupError(
            "The database is not empty, and a restore overwrites nothing. Name another MINKA_DATA_DIR, or an empty "
            "database in MINKA_DATABASE_URL and MINKA_OWNER_DATABASE_URL; nothing was changed."
        )
    if not full:
        connection.execute(text(f"DROP TABLE IF EXISTS {MARK}"))
        connection.execute(text(f"CREATE TABLE {MARK} (mac text NOT NULL)"))
        connection.execute(text(f"INSERT INTO {MARK} (mac) VALUES (:mac)"), {"mac": said.mac})  # noqa: S608
    return bool(full)
