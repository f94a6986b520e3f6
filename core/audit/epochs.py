"""The events' epoch: raised by a restore, so that what is written after it stands after all that was restored.

Transactions are numbered by the cluster, and a dump brought into another one meets smaller numbers there. The epoch
in force is the default of the column, which only the owner can change.
"""

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


def current(session: Session | Connection) -> int:
    """The epoch of whatever is written now."""
    return int(session.execute(_CURRENT).scalar_one())


def begin(owner: Connection) -> int:
    """Begins the next epoch, as the role that owns the tables; returns it."""
    epoch = current(owner) + 1
    owner.execute(text("SET LOCAL lock_timeout = '10s'"))
    owner.execute(text(f"ALTER TABLE event ALTER COLUMN epoch SET DEFAULT {epoch:d}"))
    return epoch


def begin_if_moved(owner: Connection) -> None:
    """Begins the next epoch where there are events of transactions that this cluster has not had yet."""
    if owner.execute(_FROM_ELSEWHERE, {"epoch": current(owner)}).scalar_one():
        begin(owner)
