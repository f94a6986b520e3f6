"""The events' epoch: raised by a restore or a failover, so that what is written after it stands after all before it.

Transactions are numbered by the cluster: a dump brought into another one meets smaller numbers there, and a standby
that took over may give numbers anew that were lost with the server before it. The epoch in force is the default of the
column, which only the owner can change; for everybody else a function of the owner's does it, where server or timeline
is another than the one that the database remembers.
"""

import logging

from sqlalchemy import Connection, text
from sqlmodel import Session

_CURRENT = text("""
    SELECT CAST(substring(pg_get_expr(d.adbin, d.adrelid) FROM '[0-9]+') AS bigint)
      FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
     WHERE d.adrelid = CAST('event' AS regclass) AND a.attname = 'epoch'
""")
_FROM_ELSEWHERE = text("""
    SELECT EXISTS (SELECT FROM event
                    WHERE epoch = :epoch AND xid >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint)
""")
_UNCHANGED = text("""
    SELECT server = (SELECT system_identifier FROM pg_control_system())
       AND timeline = left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM event_history
""")
_FOLLOW = text("SELECT follow_history()")

log = logging.getLogger(__name__)


def current(session: Session | Connection) -> int:
    """The epoch of whatever is written now."""
    return int(session.execute(_CURRENT).scalar_one())


def begin(owner: Connection) -> int:
    """Begins the next epoch, as the role that owns the tables; returns it."""
    epoch = current(owner) + 1
    owner.execute(text("SET LOCAL lock_timeout = '10s'"))
    owner.execute(text(f"ALTER TABLE event ALTER COLUMN epoch SET DEFAULT {epoch:d}"))
    return epoch


def follow(session: Session | Connection) -> int | None:
    """Begins the next epoch where the server, or its timeline, is another than before; returns it. Any role may ask.

    Whoever reads events in their order asks first: sealed or read on from an old place, nothing is skipped then.
    """
    if session.execute(_UNCHANGED).scalar_one_or_none():
        return None
    epoch: int | None = session.execute(_FOLLOW).scalar_one()
    if epoch is not None:
        log.warning("a copy of the database goes on here: events are of epoch %s from now on", epoch)
    return epoch


def begin_if_moved(owner: Connection) -> None:
    """Begins the next epoch where this is another server, or another timeline, or there are events of transactions that
    this cluster has not had yet.
    """
    if follow(owner) is not None:
        return
    if owner.execute(_FROM_ELSEWHERE, {"epoch": current(owner)}).scalar_one():
        begin(owner)
