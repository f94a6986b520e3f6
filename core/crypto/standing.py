"""What stands under epochs of wrapping keys, which were adopted and destroyed, and what processes hold: as rows say."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.crypto.epochs import Epochs
from core.models import DestroyedEpoch, WrappingEpoch

KEYS: Mapping[str, str] = {"person_key": "person_id", "case_key": "case_id"}
"""Tables of wrapped data keys, and whose key a row is. They are wrapped anew under each new epoch."""
TABLES = (*KEYS, "sign_in_challenge", "draft", "call_request")
"""All whose rows stand on an epoch. What the others hold is gone by itself sooner than an epoch."""
LIVING = timedelta(seconds=150)
"""A process that has not spoken for so long does not count: it looks again before it does anything with a new epoch."""

_LOCK = text("SELECT pg_advisory_xact_lock(435778872168)")  # "epoch"
_THERE = text("SELECT to_regclass('wrapping_epoch') IS NOT NULL")
_STANDS = text(
    "SELECT " + " OR ".join(f"EXISTS (SELECT FROM {table} WHERE epoch = :number)" for table in TABLES)  # noqa: S608
)
_COUNTS = text(
    " UNION ALL ".join(
        f"SELECT '{table}' AS what, epoch, count(*) AS many FROM {table} GROUP BY epoch"  # noqa: S608
        for table in TABLES
    )
)
_LACKING = text("""
    SELECT kind FROM serving_process
     WHERE at > clock_timestamp() - :living AND id <> :holder AND NOT (:mark = ANY(marks)) ORDER BY kind
""")
_SAY = text("""
    INSERT INTO serving_process (id, kind, newest, marks, at)
    VALUES (:id, :kind, :newest, :marks, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET newest = excluded.newest, marks = excluded.marks, at = excluded.at
""")
_SILENT = text("DELETE FROM serving_process WHERE at < clock_timestamp() - interval '1 day'")
_LEAVE = text("DELETE FROM serving_process WHERE id = :id")


class Count(NamedTuple):
    """How many rows of a table stand on an epoch."""

    table: str
    epoch: int
    many: int


def are_known(session: Session) -> bool:
    """Whether this database knows epochs; before it is migrated it does not."""
    return bool(session.execute(_THERE).scalar_one())


def lock(session: Session) -> None:
    """Until the end of the transaction nobody else joins, adopts or destroys."""
    session.execute(_LOCK)


def adopted(session: Session) -> list[WrappingEpoch]:
    """Those that may be stood on, the newest last. There is always one."""
    return list(session.scalars(select(WrappingEpoch).order_by(col(WrappingEpoch.number))))


def destroyed(session: Session) -> list[DestroyedEpoch]:
    """Those whose files are to be nowhere any more."""
    return list(session.scalars(select(DestroyedEpoch)))


def stands(session: Session, number: int) -> bool:
    """Whether any row stands on this epoch."""
    return bool(session.execute(_STANDS, {"number": number}).scalar_one())


def counts(session: Session) -> list[Count]:
    """How many rows of each table stand on each epoch."""
    return [Count(*row) for row in session.execute(_COUNTS)]


def lacking(session: Session, epochs: Epochs, mark: bytes) -> Sequence[str]:
    """The kinds of the other living processes that do not hold the epoch of this mark."""
    told = {"living": LIVING, "holder": epochs.holder, "mark": mark}
    return session.execute(_LACKING, told).scalars().all()


def say(session: Session, epochs: Epochs) -> None:
    """This process says that it lives, and what it holds; whoever was silent for a day is forgotten."""
    held = epochs.held
    told = {"id": epochs.holder, "kind": epochs.kind, "newest": max(held)}
    session.execute(_SAY, told | {"marks": [held[number].mark for number in sorted(held)]})
    session.execute(_SILENT)


def leave(session: Session, epochs: Epochs) -> None:
    """This process has ended in order; nobody waits for it."""
    session.execute(_LEAVE, {"id": epochs.holder})


def held(epochs: Epochs, row: WrappingEpoch) -> bool:
    """Whether this process has this very epoch, and not another one of the same number."""
    ours = epochs.held.get(row.number)
    return ours is not None and ours.mark == row.mark
