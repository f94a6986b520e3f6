"""What time does with second words that did not come: stewards and the operator are told, once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.database import locks
from core.database.due import due
from core.events import EventKind, record_on
from core.events.payloads import Looks
from core.models import Community, Membership, Reveal
from matching.words.looking import Way


@dataclass(frozen=True, slots=True)
class Debt:
    """How many second words are owed on what one person looked up in a community, and when the first was due."""

    community: Community
    by_id: UUID
    many: int
    due_at: datetime


def debts(session: Session) -> list[Debt]:
    """All second words that are owed, of all communities, the longest due first."""
    rows = session.execute(
        select(Community, col(Reveal.by_id), func.count(), func.min(col(Reveal.due_at)).label("due_at"))
        .join(Reveal, col(Reveal.community_id) == col(Community.id))
        .where(col(Reveal.way) == Way.OWED, col(Reveal.seen_at).is_(None))
        .group_by(col(Community.id), col(Reveal.by_id))
        .order_by("due_at", col(Reveal.by_id))
    )
    return [Debt(community, by_id, many, due_at) for community, by_id, many, due_at in rows]


_OWED = (col(Reveal.way) == Way.OWED, col(Reveal.seen_at).is_(None), col(Reveal.told_at).is_(None))
to_tell = due(col(Reveal.id), *_OWED, at=col(Reveal.due_at), order=[col(Reveal.due_at)])
"""Looks whose second word did not come in time, and of which nobody was told yet."""


def tell(session: Session, reveal_id: UUID, now: datetime) -> None:
    """Tells of this one, and of all of the same person that are as late."""
    first = session.get_one(Reveal, reveal_id)
    locks.take(session, helpers=[first.by_id])
    theirs = (col(Reveal.community_id) == first.community_id, col(Reveal.by_id) == first.by_id)
    rows = session.scalars(
        select(Reveal)
        .where(*_OWED, col(Reveal.due_at) <= now, *theirs)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return
    for row in rows:
        row.told_at = now
    member = session.get_one(Membership, (first.community_id, first.by_id))
    record_on(session, EventKind.REVEALS_OVERDUE, member, Looks(len(rows)), actor=None, now=now)
