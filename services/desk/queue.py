"""A circle's queue as it is read: a page of entries with all it takes to decide which comes first, and how many."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlmodel import Session

from core.access import Caller
from matching.words.vocabulary import Role
from services.access import rights
from services.desk import behind
from services.desk.entry import DeskEntry
from services.desk.filters import Filters, Place, found
from services.oversight import queue, queue_rows
from services.oversight.answers import ANSWERS


def page(
    session: Session,
    caller: Caller,
    community_id: UUID,
    filters: Filters,
    *,
    after: Place | None = None,
    limit: int,
    now: datetime,
) -> list[DeskEntry]:
    """Entries of the queue, most pressing first, behind the place `after`; as many statements for any number of them.
    One's own cases are never in it. Raises NotFound for somebody outside, Forbidden for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    behind_it = {} if after is None else {f"after_{name}": value for name, value in after._asdict().items()}
    values = _values(session, caller, community_id, filters, now) | behind_it | {"limit": limit}
    rows = session.execute(_page(filters, goes_on=after is not None), values).all()
    entries = [
        DeskEntry(
            why=row.why,
            type=row.type,
            id=row.id,
            since=row.since,
            place=Place(row.pressing, row.turn, row.id, row.why),
            answers=ANSWERS[row.why],
            need_id=row.need_id,
            put_off_until=row.put_off_until,
        )
        for row in rows
    ]
    return behind.filled(session, caller, community_id, entries, now=now)


def count(
    session: Session, caller: Caller, community_id: UUID, filters: Filters, *, now: datetime
) -> dict[str, int]:
    """How many entries there are, by why, most of them first. Raises as `page`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    query = f"SELECT e.why, count(*) AS many FROM {found(filters)} GROUP BY e.why ORDER BY many DESC, e.why"  # noqa: S608  (constants)
    rows = session.execute(text(query), _values(session, caller, community_id, filters, now))
    return {row.why: row.many for row in rows}


def since(
    session: Session,
    caller: Caller,
    community_id: UUID,
    filters: Filters,
    *,
    seen_at: datetime,
    now: datetime,
) -> int:
    """How many came into the queue, or back into it, after `seen_at`. Raises as `page`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    came_back = "CASE WHEN p.until <= :now THEN p.until END"
    query = f"""SELECT count(*) FROM {found(filters)}
       AND greatest(e.entered, {came_back}) > :seen_at"""  # noqa: S608  (constants)
    values = _values(session, caller, community_id, filters, now) | {"seen_at": seen_at}
    return int(session.execute(text(query), values).scalar_one())


def _page(filters: Filters, *, goes_on: bool) -> TextClause:
    there = (
        "AND (e.pressing, e.turn, e.id, e.why) > (:after_pressing, :after_turn, :after_id, :after_why)"
        if goes_on
        else ""
    )
    return text(f"""
        SELECT e.why, e.type, e.id, e.since, e.pressing, e.turn, e.need_id,
               CASE WHEN p.until > :now THEN p.until END AS put_off_until
          FROM {found(filters)} {there}
         ORDER BY {queue_rows.ORDER} LIMIT :limit
    """)  # noqa: S608  (put together from constants)


def _values(
    session: Session, caller: Caller, community_id: UUID, filters: Filters, now: datetime
) -> dict[str, object]:
    return queue.values(session, caller, community_id, now) | filters.values(caller.person_id, now)
