"""Events streamed as the bytes that are hashed: PostgreSQL's own binary form of a row.

It depends on no session's time zone or style of dates and is the same in every version, and nobody takes a row
apart to hash it: 100,000 cost a third of a second.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection
from sqlmodel import Session

from core.audit.chain import Position

FORMS = {
    1: (
        "id",
        "epoch",
        "xid",
        "at",
        "kind",
        "actor_id",
        "for_id",
        "subject_type",
        "subject_id",
        "need_id",
        "community_id",
        "payload",
    )
}
"""Which columns of an event are hashed, by the number of the form; `id`, `epoch`, `xid` come first.

A form is never changed: a new column makes a new form, and what was sealed before is read as it was sealed.
"""
NEWEST = max(FORMS)
_HEADER = 19
_END = b"\xff\xff"


def settled(epoch: int) -> str:
    """Nothing can come to stand before such an event any more: every transaction older than its own is over.

    `epoch`: the one in force.
    """
    return f"(epoch < {epoch:d} OR xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


def after(position: Position) -> str:
    """The condition of standing later in the order."""
    return f"(epoch, xid, id) > ({position.epoch:d}, {position.xid:d}, {position.id:d})"


def up_to(position: Position) -> str:
    return f"(epoch, xid, id) <= ({position.epoch:d}, {position.xid:d}, {position.id:d})"


def position(row: bytes) -> Position:
    """Where a streamed event stands: its second and third column, and its first."""
    id_, epoch, xid = (int.from_bytes(row[start : start + 8], "big", signed=True) for start in (6, 18, 30))
    return Position(epoch, xid, id_)


def stream(session: Session, form: int, where: str, *, at_most: int | None = None) -> Iterator[bytes]:
    """Events in the order of the record, each as the bytes that are hashed; one query, row by row.

    `where` is SQL of ours: it holds numbers and nothing that anybody wrote.
    """
    connection = session.connection().connection.driver_connection
    assert connection is not None
    limit = "" if at_most is None else f"LIMIT {at_most:d}"
    query = f"SELECT {', '.join(FORMS[form])} FROM event WHERE {where} ORDER BY epoch, xid, id {limit}"  # noqa: S608
    with (
        _nothing_sorted(connection),
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)") as copy,
    ):
        start = _HEADER
        for data in copy:
            row = bytes(data[start:] if start else data)
            start = 0
            if row != _END and row:
                yield row


@contextmanager
def _nothing_sorted(connection: "Connection[tuple[object, ...]]") -> Iterator[None]:
    """What is asked within, in a transaction, has its rows in the order of an index; sorting is the last way out.

    For the planner `(epoch, xid, id) > (…)` is a condition on `epoch`, of which nearly all rows have the same. So it
    believes that next to nothing is left beyond any place, and sorts it; where millions are left, over several
    partitions, the next five thousand of them took 4 seconds instead of 3 milliseconds.
    """
    connection.execute("SET LOCAL enable_sort = off")
    yield
    connection.execute("SET LOCAL enable_sort TO DEFAULT")
