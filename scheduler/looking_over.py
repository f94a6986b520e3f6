"""What falls due without saying when is looked for among all rows, once an hour: names that no word finds, words that
find whoever is not there any more, cells that nobody is in.

All rows are many where people are many: they are looked at a stretch at a time, each in a transaction of its own, and
nothing but the hour is asked in between.
"""

import random
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import due
from core.database.db import Database
from core.database.due import Since
from scheduler.job import alone
from services import name_marks
from services.places import supply

EVERY = timedelta(hours=1)
_ROW = "looked over"
since = Since(
    f"coalesce((SELECT at + interval '{EVERY.total_seconds()} seconds' FROM heartbeat WHERE job = '{_ROW}'),"  # noqa: S608
    " to_timestamp(0))"
)
"""An hour after all was looked over last."""
_LOOKED = text(
    "INSERT INTO heartbeat (job, at) VALUES (:row, :now) ON CONFLICT (job) DO UPDATE SET at = excluded.at"
)


def run(database: Database, now: datetime, _rng: random.Random) -> int:
    """Looks all over, where the hour is over; returns how much was mended."""
    with database.transaction() as session:
        [moment] = due.since(session, (since,))
    if moment is None or moment > now:
        return 0
    mended = _names(database) + _cells(database)
    with database.transaction() as session:
        session.execute(_LOOKED, {"row": _ROW, "now": now})
    return mended


def _names(database: Database) -> int:
    mended, after = 0, name_marks.BEFORE_ALL
    while True:
        with database.transaction() as session:
            those = name_marks.stretch(session, after)
            if those.last is None:
                return mended
            mended += name_marks.drop_stray(session, those)
            without = name_marks.unmarked(session, those)
        mended += sum(alone(database, partial(_mark, person), person) for person in without)
        after = those.last


def _mark(person: UUID, session: Session) -> None:
    name_marks.renew(session, person)


def _cells(database: Database) -> int:
    swept, after = 0, 0
    with database.transaction() as session:
        last = supply.last_pool(session)
    while after < last:
        with database.transaction() as session:
            swept += supply.sweep(session, after, after + supply.POOLS_AT_ONCE)
        after += supply.POOLS_AT_ONCE
    return swept
