"""How long statements may take and which clock they speak, also through a pooler that lends connections by transaction.

Of such a pooler a session keeps nothing: what was set, prepared or listened for on one connection of the server is not
there on the next. Whether one stands in between is asked of each new connection: the process that answers is then
another one than the one that greeted us. There all is set within each transaction, and nothing is prepared.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

_POOLED = "pooled"
_SET = (
    "SET {scope} statement_timeout = {ms}; SET {scope} timezone = 'UTC'; "
    "SET {scope} idle_in_transaction_session_timeout = 60000"
)
"""No question: whoever wants a snapshot of a kind of its own says so before the first one of a transaction."""
_ONLY_READS = {
    "SESSION": "; SET SESSION default_transaction_read_only = on",
    "LOCAL": "; SET LOCAL transaction_read_only = on",
}

Bounded = Callable[[psycopg.Connection], AbstractContextManager[None]]
"""Within it a connection is hung up on where the other side says nothing for too long."""


def settle(engine: Engine, statement_timeout_ms: int, bounded: Bounded, *, only_reads: bool = False) -> None:
    """Has every transaction of this engine bounded so, and its times told in UTC, whatever stands in between; where it
    `only_reads`, none of them writes.
    """
    for_session, for_transaction = (
        _SET.format(ms=statement_timeout_ms, scope=scope) + (_ONLY_READS[scope] if only_reads else "")
        for scope in ("SESSION", "LOCAL")
    )

    def arrive(connection: psycopg.Connection, entry: ConnectionPoolEntry) -> None:
        with bounded(connection):
            entry.info[_POOLED] = is_pooled(connection)
            if entry.info[_POOLED]:
                connection.prepare_threshold = None
            else:
                connection.execute(for_session)
                connection.commit()

    def begin(connection: Connection) -> None:
        if connection.info.get(_POOLED):
            connection.exec_driver_sql(for_transaction)

    event.listen(engine, "connect", arrive)
    event.listen(engine, "begin", begin)


def is_pooled(connection: psycopg.Connection) -> bool:
    """Whether another process of the server answers than the one that this connection was greeted by."""
    [answering] = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone() or [None]
    if not connection.autocommit:
        connection.rollback()
    return bool(answering != connection.info.backend_pid)


def leads_through_a_pooler(url: str) -> bool:
    """As `is_pooled`, asked on a connection of its own. Raises psycopg.OperationalError where none is to be had."""
    with psycopg.connect(plain(url), autocommit=True, connect_timeout=5) as connection:
        return is_pooled(connection)


def plain(url: str) -> str:
    """A URL of SQLAlchemy's as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
