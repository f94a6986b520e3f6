"""Whether Minka is ready: the database answers, it is migrated, and the worker's heart beats."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from core.database.db import Database

HEARTBEAT_WITHIN = timedelta(minutes=2)

_MIGRATED = text("SELECT count(*) FROM alembic_version")
_BEAT = text("SELECT max(at) FROM heartbeat")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What of that is so. Whoever can ask at all has a database that answers."""

    migrated: bool
    scheduler: bool


def look(database: Database, now: datetime) -> Readiness:
    """Raises SQLAlchemyError where the database does not answer."""
    with database.transaction() as session:
        migrated = session.execute(_MIGRATED).scalar_one() == 1
        beat = session.execute(_BEAT).scalar_one()
    return Readiness(migrated, beat is not None and now - beat < HEARTBEAT_WITHIN)
