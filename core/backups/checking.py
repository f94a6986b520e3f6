"""A backup checked: restored into a server of its own, which is thrown away, and counted against its snapshot."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlmodel import Session

from core.backups import loading, snapshot
from core.backups.errors import BackupError
from core.backups.manifest import DUMP, Manifest
from core.crypto import standing
from core.crypto.vault import Vault
from core.database import checking as key_checks
from core.database import embedded, migrate
from core.database.embedded.cluster import VERSIONS

_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"} | {
    "max_wal_senders": "0",
    "autovacuum": "off",
}
"""Nothing of it outlives the check."""
_DATABASE = "checked"


def ensure_restores(backup: Path, manifest: Manifest, major: int, keys: Vault) -> None:
    """Raises BackupError where the backup does not bring back what its snapshot held, or its `keys` do not open it.
    `major`: of the server that it is of.
    """
    with _thrown_away(major) as server:
        url = server.url(database=_DATABASE, user="postgres")
        migrate.create_database(url)
        loading.pour(backup / DUMP, manifest, url)
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                _ensure_all_there(connection, manifest)
                _ensure_opens(connection, keys)
        finally:
            engine.dispose()


def _ensure_all_there(connection: Connection, manifest: Manifest) -> None:
    if snapshot.sealed(connection) != manifest.sealed:
        raise BackupError("The backup was not kept: restored, its record does not end as the snapshot's did.")
    found = snapshot.counts(connection)
    if found != manifest.counts:
        unlike = sorted(
            name
            for name in found.keys() | manifest.counts.keys()
            if found.get(name) != manifest.counts.get(name)
        )
        raise BackupError(
            f"The backup was not kept: restored, {', '.join(unlike[:5])} did not hold the rows of its snapshot. Take "
            "another; where that says the same, look after the disk."
        )


def _ensure_opens(connection: Connection, keys: Vault) -> None:
    with Session(bind=connection, info={"vault": keys}) as session:
        if not standing.are_known(session):
            return  # of a Minka from before there were epochs
        report = key_checks.look_over(session)
    if report.wrong:
        raise BackupError(f"The backup was not kept: {report.wrong[0]}")


@contextmanager
def _thrown_away(major: int) -> Iterator[embedded.EmbeddedServer]:
    """A server of this major version, or the next that comes along."""
    version = next((one for one in sorted(VERSIONS) if one >= major), None)
    if version is None:
        raise BackupError(
            f"The backup was not kept: it is of PostgreSQL {major}, and the newest server here to check it in is "
            f"{max(VERSIONS)}."
        )
    with tempfile.TemporaryDirectory(prefix="minka-") as folder:
        # Root runs the server as another account, which has a folder of its own in there.
        os.chmod(folder, 0o711)  # noqa: S103
        try:
            with embedded.start(Path(folder) / "pg", version=version, settings=_FAST) as server:
                yield server
        except embedded.EmbeddedServerError as error:
            raise BackupError(f"The backup was not kept, for it could not be checked: {error}") from error
