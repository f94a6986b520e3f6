"""Whether Minka is ready: the database answers, it is migrated, the worker's heart beats, and it seals the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from core.audit import sealing
from core.database.db import Database

HEARTBEAT_WITHIN = timedelta(minutes=2)
SEALED_WITHIN = timedelta(minutes=5)

_MIGRATED = text("SELECT count(*) FROM alembic_version")
_BEAT = text("SELECT max(at) FROM heartbeat")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What of that is so. Whoever can ask at all has a database that answers."""

    migrated: bool
    scheduler: bool
    record_sealed: bool


def look(database: Database, now: datetime) -> Readiness:
    """Raises SQLAlchemyError where the database does not answer."""
    with database.transaction() as session:
        migrated = session.execute(_MIGRATED).scalar_one() == 1
        beat = session.execute(_BEAT).scalar_one()
        waiting = sealing.waiting_since(session)
    return Readiness(
        migrated,
        scheduler=beat is not None and now - beat < HEARTBEAT_WITHIN,
        record_sealed=waiting is None or now - waiting < SEALED_WITHIN,
    )
