"""A backup brought back: the steps of a restore, in the order in which they have to be, each harmless when repeated.

Nobody serves the database before the last of them: it carries a mark until then (`core.backups.loading`).
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, delete

from core import clock
from core.audit import witnessing
from core.backups import epochs, loading
from core.backups.errors import BackupError
from core.backups.manifest import Manifest
from core.database import db, migrate
from core.database.db import Address, Database
from core.database.holding import Holder
from core.health import database_parts
from core.models import ServingProcess
from core.settings import Settings

PATIENCE_MS = 600_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: who was erased again, how many messages are held, after which seal the record goes on."""

    erased: int
    held: int
    seal: int


@dataclass(frozen=True, slots=True)
class How:
    """What is done with it: whose erasures are carried out again, whether channels are to be quiet. `moved`: nothing
    happened since the backup, so nothing can have left twice and nothing was lost.
    """

    erased: Mapping[UUID, datetime]
    quiet: bool = False
    moved: bool = False


def restore(backup: Path, said: Manifest, settings: Settings, address: Address, how: How) -> Restored:
    """Brings the backup into the empty database at `address`. Raises BackupError; called again it goes on."""
    if not database_parts.knows(said.schema_head):
        raise BackupError(
            f"The backup is of a newer Minka ({said.minka}, migration {said.schema_head}). Restore it with that one."
        )
    if address.server is not None:
        migrate.create_database(address.owner_url)
    epochs.put_back(backup, said, settings.keys_dir)
    loading.load(backup, said, address.owner_url)
    migrate.upgrade(address)
    database = Database(
        address.direct_url,
        db.vault_of(settings),
        pool_size=2,
        statement_timeout_ms=PATIENCE_MS,
        application="minka restore",
        direct_url=address.direct_url,
    )
    try:
        with database.transaction() as session:
            now = clock.now(session, movable=settings.is_development)
            session.execute(delete(ServingProcess))  # they are those of the database that was backed up
        Holder(database, kind="minka restore", read_clock=lambda _session: now).join()
        seal = _own_up(database, address, settings, now, moved=how.moved)
        erased = _erase_again(database, how.erased, now)
        held = 0 if how.moved else _hold_back(database, now)
        if how.quiet:
            _keep_quiet(database, now)
    finally:
        database.close()
    loading.finish(address.owner_url)
    return Restored(erased, held, seal)


def _own_up(database: Database, address: Address, settings: Settings, now: datetime, *, moved: bool) -> int:
    """Begins the next epoch of events, and says in the file of heads that what was sealed since is gone."""
    owner = create_engine(address.owner_url)
    try:
        with owner.begin() as connection:
            witnessing.begin_epoch(connection, settings.heads_file, database.vault)
    finally:
        owner.dispose()
    with database.transaction() as session:
        last = 0 if moved else witnessing.own_up(session, settings.heads_file, now=now)
    with database.transaction() as session:
        witnessing.witness(session, settings.heads_file, now=now)
    return last


def _erase_again(database: Database, erased: Mapping[UUID, datetime], now: datetime) -> int:
    """Each in a transaction of its own; whoever is erased already, or is not there, costs nothing."""
    from services import leaving

    many = 0
    for person_id in erased:
        with database.transaction() as session:
            many += leaving.erase_again(session, person_id, now=now)
    return many


def _hold_back(database: Database, now: datetime) -> int:
    """Holds what waited to be sent, and what waited to be told of: it is told now, and its messages are held."""
    from notifications.send import holding
    from scheduler.jobs import JOBS

    for job in JOBS:
        if job.name in ("announce", "send_digests"):
            while job.run(database, now, random.Random()):
                pass
    with database.transaction() as session:
        return holding.hold_all(session)


def _keep_quiet(database: Database, now: datetime) -> None:
    from notifications.send import holding

    with database.transaction() as session:
        holding.keep_quiet(session, now=now)
