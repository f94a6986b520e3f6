"""Partitions of the tables that grow with every act: made ahead, made when an insert finds none, dropped when empty.

Notifications and deliveries lie by the month of their ids, which begin with the time that they were made at by the
source's clock; events by their numbers, so many in each. The tables are the owner's, and so are the functions that
make and drop partitions (`make_partition`, `drop_empty_partitions`); any role may call them. Reasons: docs/adr/0029.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg import Error
from sqlalchemy import text
from sqlmodel import Session

from core.database.due import Since

BY_MONTH = ("notification", "delivery")
EVENTS_EACH = 5_000_000
"""Numbers of events in one partition; the migration that made them has it, too."""
EVENTS_AHEAD = 2 * EVENTS_EACH
"""So many more events at least find their place while no worker runs."""
MONTHS_AHEAD = 3
"""So many whole months beside the one under way."""
LEFT_ALONE = timedelta(days=31)
"""So long after its end a month stays, though it be empty: clocks differ."""

_PARTITIONS = text("SELECT name, low, high FROM partitions_of(:parent) ORDER BY high")
_LAST = text("SELECT last_value FROM event_id_seq")
unkept = Since(f"""
    SELECT least(
        (SELECT to_timestamp(0) WHERE (SELECT last_value FROM event_id_seq) + {EVENTS_AHEAD}
                                   >= (SELECT max(CAST(high AS bigint)) FROM partitions_of('event'))),
        (SELECT to_timestamp(0) FROM unnest(ARRAY['notification', 'delivery']) parent
          WHERE coalesce((SELECT CAST(min(high) AS uuid) FROM (
                              SELECT high, lead(low) OVER (ORDER BY high) AS next FROM partitions_of(parent)) months
                           WHERE next IS DISTINCT FROM high AND CAST(high AS uuid) > id_at(now()))
                         <= id_at(now() + interval '{MONTHS_AHEAD} months'), true)
          LIMIT 1))
""")  # noqa: S608  (put together from constants)
"""Since long ago, where a partition is missing of those that are made ahead. By the database's own clock, as near as
any to the one that ids are made by; the one of development may be years away.
"""
_MAKE = text("SELECT make_partition(:parent, :id)")
_DROP = text("SELECT drop_empty_partitions(:parent, :before)")
_NO_PLACE = "23514"
_KEY = re.compile(r"\(id\) = \(([0-9a-f-]+)\)")


class Gap(NamedTuple):
    """Where an insert found no partition: the table, and the id that has no place in it."""

    parent: str
    id: str


def gap_of(error: BaseException) -> Gap | None:
    """The gap that an insert fell into; None for any other error."""
    original = getattr(error, "orig", None)
    if not isinstance(original, Error) or original.sqlstate != _NO_PLACE or original.diag.constraint_name:
        return None
    key = _KEY.search(original.diag.message_detail or "")
    table = original.diag.table_name
    return Gap(table, key[1]) if key and table else None


def make(session: Session, parent: str, id: str) -> bool:
    """Makes the partition in which this id has its place; whether there was none.

    Raises OperationalError where others hold what it needs a lock on for longer than a second.
    """
    return session.execute(_MAKE, {"parent": parent, "id": id}).scalar_one() is not None


def make_ahead(session: Session, now: datetime) -> int:
    """Makes what the next months and events will need; returns how many. `now`: by the source's clock, as ids have it.

    Raises OperationalError as `make` does.
    """
    last = int(session.execute(_LAST).scalar_one())
    room = _room(session, "event")
    wanted = [
        ("event", str(last + more))
        for more in range(0, EVENTS_AHEAD + 1, EVENTS_EACH)
        if not any((low is None or int(low) <= last + more) and last + more < int(high) for low, high in room)
    ]
    for table in BY_MONTH:
        room = _room(session, table)
        ids = (str(first_id(month)) for month in months(now, MONTHS_AHEAD))
        wanted += [
            (table, id)
            for id in ids
            if not any((low is None or low <= id) and id < high for low, high in room)
        ]
    return sum(make(session, parent, id) for parent, id in wanted)


def drop_empty(session: Session, now: datetime) -> int:
    """Drops months that were over some time ago and hold nothing any more; returns how many."""
    before = now - LEFT_ALONE
    asked = [session.execute(_DROP, {"parent": table, "before": before}) for table in BY_MONTH]
    return sum(int(dropped.scalar_one()) for dropped in asked)


def _room(session: Session, parent: str) -> list[tuple[str | None, str]]:
    """From which id to which there are partitions."""
    return [(row.low, row.high) for row in session.execute(_PARTITIONS, {"parent": parent})]


def names(session: Session, parent: str) -> list[str]:
    """The partitions of a table, in the order of their ids."""
    return [row.name for row in session.execute(_PARTITIONS, {"parent": parent})]


def months(now: datetime, ahead: int) -> list[datetime]:
    """The first moment of the month under way and of so many after it, in UTC."""
    at = now.astimezone(UTC)
    numbered = (at.year * 12 + at.month - 1 + more for more in range(ahead + 1))
    return [datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC) for number in numbered]


def first_id(moment: datetime) -> UUID:
    """The least UUIDv7 that could be made at a moment, and none before it: a bound of partitions."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
