"""What time does with doubles: has them follow the need that they double, or ask again by themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import locks
from core.database.due import Due, Since
from core.events import EventKind, record_on
from core.models import Need
from matching.words.vocabulary import NeedStatus
from services.consequences import coverage, doubles

_LEFT_BEHIND = """
    SELECT d.id, CASE WHEN d.status = 'open' AND NOT (o.hidden OR o.author_hidden) THEN o.closed_at
                      ELSE to_timestamp(0) END AS at
      FROM need d JOIN need o ON o.id = d.duplicate_of
     WHERE d.duplicate_of IS NOT NULL AND d.last_word = 'asked'
       AND (d.status = 'open' OR (d.status = 'fulfilled' AND o.status <> 'fulfilled'))
"""
to_follow = Due(
    text(f"SELECT id FROM ({_LEFT_BEHIND}) AS d WHERE at <= :now ORDER BY id LIMIT :limit"),  # noqa: S608
    Since(f"SELECT min(at) FROM ({_LEFT_BEHIND}) AS d"),  # noqa: S608  (put together from constants)
)
"""Doubles that do not stand any more as their original does."""


def follow(session: Session, need_id: UUID, now: datetime) -> None:
    """A double is fulfilled with its original; where that one ended without help, or nobody sees it any more, it asks
    again: its author is told.
    """
    original_id = session.get_one(Need, need_id).duplicate_of
    if original_id is None:
        return
    locks.take(session, needs=(need_id, original_id))
    need, original = session.get_one(Need, need_id), session.get_one(Need, original_id)
    if need.duplicate_of != original_id:
        return
    unseen = need.status is NeedStatus.OPEN and (original.hidden or original.author_hidden)
    if not unseen and original.status in (NeedStatus.OPEN, NeedStatus.MATCHED, NeedStatus.FULFILLED):
        coverage.settle(session, need, now=now, actor=None)
        return
    doubles.stand_alone(session, need, now=now, actor=None)
    record_on(session, EventKind.NEED_STANDS_ALONE, need, actor=None, now=now)
