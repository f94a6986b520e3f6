"""Epochs of wrapping keys in their turn: a new one each week, adopted once all hold it; all keys wrapped anew under it;
old ones destroyed when no backup needs them any more.

Each step is a transaction of its own, finds out from rows and files what is to be done, and does no harm when it is
done twice or by two: whoever is killed in between goes on where it was.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from core.crypto import rewrapping, standing
from core.database import holding
from core.database.db import Database
from core.database.due import Since
from core.models import DestroyedEpoch, WrappingEpoch

LASTS = timedelta(days=7)
"""So long all is wrapped under one epoch. With `MINKA_BACKUP_DAYS` this is how long what was erased could be read by
whoever has every key and an old log."""


def since(backup_days: int) -> Since:
    """From when on there is something to do: an epoch to be made, adopted, left or destroyed."""
    newest = "(SELECT max(number) FROM wrapping_epoch)"
    behind = " OR ".join(f"(SELECT min(epoch) FROM {table}) < {newest}" for table in standing.KEYS)  # noqa: S608
    return Since(f"""SELECT least(
        (SELECT max(adopted_at) + interval '{LASTS.total_seconds()} seconds' FROM wrapping_epoch WHERE number > 0),
        (SELECT min(left_at + CASE WHEN number = 0 THEN interval '0' ELSE interval '{backup_days} days' END)
           FROM wrapping_epoch),
        (SELECT to_timestamp(0) WHERE {behind}
             OR EXISTS (SELECT FROM serving_process WHERE newest > {newest})
             OR EXISTS (SELECT FROM wrapping_epoch WHERE number < {newest} AND left_at IS NULL)))""")  # noqa: S608


def turn(database: Database, now: datetime, *, backup_days: int) -> int:
    """Each step once; returns how much was done. Nothing where this process has no folder of epochs."""
    if database.vault.epochs.files is None:
        return 0
    return (
        (make(database, now, after=LASTS) is not None)
        + (adopt(database, now) is not None)
        + rewrap(database, now)
        + destroy(database, now, keep=timedelta(days=backup_days))
    )


def make(database: Database, now: datetime, *, after: timedelta | None = None) -> int | None:
    """Makes the next epoch; its number. None where one waits already to be adopted, the folder is not writable, or the
    newest was adopted less than `after` ago.
    """
    epochs = database.vault.epochs
    if epochs.files is None:
        return None
    holding.look(database)
    with database.transaction() as session:
        adopted = standing.adopted(session)
        known = [row.number for row in adopted] + [row.number for row in standing.destroyed(session)]
    if after is not None and adopted[-1].adopted_at + after > now:
        return None  # another worker may have had one adopted at this moment
    newest = max(epochs.files.numbers(), default=0)
    if newest > epochs.current.number or not epochs.files.writable:
        return None
    number = max(newest, *known) + 1
    epochs.files.make(number, now)  # whoever was first: there is one now
    holding.look(database)
    return number


def adopt(database: Database, now: datetime) -> int | None:
    """Has all be wrapped under the newest epoch that every living process holds; its number. None where there is none
    that is newer than the current one.
    """
    epochs = database.vault.epochs
    holding.look(database)
    with database.transaction() as session:
        standing.lock(session)
        newest = standing.adopted(session)[-1].number
        numbers = [number for number in sorted(epochs.held, reverse=True) if number > newest]
        for number in numbers:
            if not standing.lacking(session, epochs, epochs.held[number].mark):
                holding.adopt(session, epochs, number, now)
                break
        else:
            return None
    holding.look(database)
    return number


def rewrap(database: Database, now: datetime) -> int:
    """Wraps a batch of keys anew; returns how many. 0 where none is left."""
    with database.transaction() as session:
        return rewrapping.batch(session, now)


def destroy(database: Database, now: datetime, *, keep: timedelta) -> int:
    """Destroys the epochs that were left so long ago; returns how many. While any row stands on one it stays, and from
    then on the database takes no row that would.
    """
    gone = []
    with database.transaction() as session:
        standing.lock(session)
        *older, _ = standing.adopted(session)
        for row in older:
            over = row.left_at is not None and (row.number == 0 or row.left_at + keep <= now)
            if over and not standing.stands(session, row.number):
                session.execute(delete(WrappingEpoch).where(col(WrappingEpoch.number) == row.number))
                gone.append(row.number)
                if row.number:
                    session.add(DestroyedEpoch(number=row.number, mark=row.mark, destroyed_at=now))
    if gone:
        holding.look(database)
    return len(gone)
