"""Deleting what has served its purpose: little data, kept short."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from core.database.due import Since
from services.retention.table import SPENT

_COPIES = "FROM sent_copy WHERE id < (SELECT max(id) - 5000 FROM sent_copy)"
"""SQL: what development keeps of messages, but for the last."""
_DELETES = [text(one) for one in (*(spent.act for spent in SPENT), f"DELETE {_COPIES}")]

spent = Since(
    "SELECT least("
    + ", ".join(spent.since for spent in SPENT)
    + f", (SELECT to_timestamp(0) WHERE EXISTS (SELECT {_COPIES})))"
)
"""Since when there is anything to delete."""


def purge(session: Session, now: datetime) -> int:
    """Deletes what has served its purpose, so many rows of each table at a time; returns how many."""
    gone = [session.execute(delete, {"now": now}) for delete in _DELETES]
    return sum(result.rowcount for result in gone)  # type: ignore[attr-defined]
