"""Parts of the database: it takes writes, it is the primary, its schema is the code's, its record is sealed."""

import re
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import text

from core.audit import sealing
from core.database import troubles
from core.database.fullness import FULL, FULLNESS, Fullness
from core.health.part import Looking, Named, Part

ROOT = Path(__file__).parents[2]
SEALED_WITHIN = timedelta(minutes=5)
OPEN_WITHIN = timedelta(minutes=5)

_WRITE = text(
    "INSERT INTO heartbeat (job, at) VALUES ('write', :now) ON CONFLICT (job) DO UPDATE SET at = excluded.at"
)
_STANDBY = text("SELECT pg_is_in_recovery()")
_REVISION = text("SELECT version_num FROM alembic_version")
_OLDEST = text("""
    SELECT min(xact_start) FROM pg_stat_activity
     WHERE datname = current_database() AND state LIKE 'idle in transaction%'
""")


def _primary(at: Looking) -> Part:
    if at.session.execute(_STANDBY).scalar_one():
        return Part.down(
            "primary",
            "This database is a standby, which takes no writes. Name the primary in MINKA_DATABASE_URL.",
        )
    return Part.well("primary")


def _write(at: Looking) -> Part:
    """Written down when this transaction commits; where that fails, whoever looks says so. A row that is written anew
    in its place needs no room: where others were refused for want of it, that counts.
    """
    at.session.execute(_WRITE, {"now": at.now})
    fullness: Fullness | None = at.session.info.get(FULLNESS)
    if fullness is not None and fullness.is_so():
        return Part.down("write", troubles.of_state(FULL))
    return Part.well("write")


def head() -> str:
    """The newest migration that this code knows."""
    return next(iter(_chain().keys() - _chain().values()))


def knows(revision: str) -> bool:
    """Whether this code knows the migration; a newer Minka has others."""
    return revision in _chain()


@lru_cache
def _chain() -> dict[str, str]:
    """Each migration of this code, and the one before it. They are read, not run: to look at them changes nothing."""
    files = [path.read_text() for path in (ROOT / "migrations" / "versions").glob("*.py")]
    return {_named(text, "revision"): _named(text, "down_revision") for text in files}


def _named(source: str, name: str) -> str:
    found = re.search(rf'^{name}\b[^=\n]*= "(\w+)"', source, re.MULTILINE)
    return found[1] if found else ""


def _schema(at: Looking) -> Part:
    revision = at.session.execute(_REVISION).scalar_one_or_none()
    if revision == head():
        return Part.well("schema")
    if revision is not None and revision not in _chain():
        return Part.degraded(
            "schema",
            "The database is of a newer Minka than this process. Start this process from the new source.",
        )
    return Part.down(
        "schema",
        f"The database is at migration {revision or 'none'}, this Minka needs {head()}. Run `python manage.py "
        "migrate`.",
    )


def _record(at: Looking) -> Part:
    waiting = sealing.waiting_since(at.session)
    if waiting is None or at.now - waiting < SEALED_WITHIN:
        return Part.well("record")
    return Part.degraded(
        "record",
        f"The record is not sealed since {waiting:%Y-%m-%d %H:%M} UTC: no worker runs, or a transaction has been open "
        "for minutes (pg_stat_activity, xact_start). What does the worker's log say?",
    )


def _transactions(at: Looking) -> Part:
    oldest = at.session.execute(_OLDEST).scalar_one()
    if oldest is None or at.now - oldest < OPEN_WITHIN:
        return Part.well("transactions")
    return Part.degraded(
        "transactions",
        f"A transaction is open and idle since {oldest:%Y-%m-%d %H:%M} UTC: nothing is sealed or cleaned up meanwhile. "
        "End it (pg_stat_activity, pg_terminate_backend).",
    )


PARTS = (
    Named("primary", _primary),
    Named("write", _write),
    Named("schema", _schema),
    Named("record", _record),
    Named("transactions", _transactions),
)
