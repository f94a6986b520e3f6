"""Data keys wrapped anew, a batch at a time: whatever stands on an older epoch comes under the current one.

A batch takes only rows that nobody else holds, and waits for nobody; where a key was erased or made anew meanwhile, its
row is not touched. Whoever is killed in between has done whole batches, and the next goes on.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.crypto import standing
from core.crypto.epochs import DoesNotOpen
from core.crypto.keyring import vault

log = logging.getLogger(__name__)

AT_A_TIME = 500

_BEHIND = {
    table: text(f"""
        SELECT {owner} AS owner, version, wrapped, epoch FROM {table} WHERE epoch < :current
         ORDER BY epoch, {owner} LIMIT :many FOR NO KEY UPDATE SKIP LOCKED
    """)  # noqa: S608  (put together from constants)
    for table, owner in standing.KEYS.items()
}
_ANEW = {
    table: text(f"""
        UPDATE {table} k SET wrapped = n.anew
          FROM unnest(CAST(:owners AS uuid[]), CAST(:wrapped AS bytea[]), CAST(:anew AS bytea[]))
               AS n(owner, wrapped, anew)
         WHERE k.{owner} = n.owner AND k.wrapped = n.wrapped
    """)  # noqa: S608
    for table, owner in standing.KEYS.items()
}
_STOOD_ON = text(
    "UPDATE wrapping_epoch SET left_at = NULL WHERE number = ANY(:numbers) AND left_at IS NOT NULL"
)
_LEFT = text(
    "UPDATE wrapping_epoch w SET left_at = :now WHERE number < :current AND left_at IS NULL"  # noqa: S608
    + "".join(f" AND NOT EXISTS (SELECT FROM {table} WHERE epoch = w.number)" for table in standing.KEYS)
)


def batch(session: Session, now: datetime, *, at_a_time: int = AT_A_TIME) -> int:
    """Wraps so many keys of each table anew; returns how many it was. 0: none is left that could be.

    An epoch is left from the moment on at which no key stands on it any more.
    """
    current = vault(session).epochs.current.number
    done = sum(_of_table(session, table, current, at_a_time) for table in standing.KEYS)
    if not done:
        session.execute(_LEFT, {"now": now, "current": current})
    return done


def _of_table(session: Session, table: str, current: int, at_a_time: int) -> int:
    behind = session.execute(_BEHIND[table], {"current": current, "many": at_a_time}).all()
    keys: list[tuple[UUID, bytes, bytes]] = []
    numbers: set[int] = set()
    for row in behind:
        for anew in _anew(session, table, row.owner, row.version, bytes(row.wrapped)):
            keys.append((row.owner, bytes(row.wrapped), anew))
            numbers.add(row.epoch)
    if not keys:
        return 0
    owners, wrapped, anew_all = (list(column) for column in zip(*keys, strict=True))
    session.execute(_ANEW[table], {"owners": owners, "wrapped": wrapped, "anew": anew_all})
    session.execute(_STOOD_ON, {"numbers": list(numbers)})
    return len(keys)


def _anew(session: Session, table: str, owner: UUID, version: int, wrapped: bytes) -> Iterator[bytes]:
    """The key under the current epoch; none where it does not open, which keeps its epoch from being destroyed."""
    try:
        yield vault(session).wrapped_anew(wrapped, owner, version)
    except DoesNotOpen as error:
        log.error("a key of %s is not wrapped anew: %s", table, error)
