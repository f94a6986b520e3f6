"""What waits to travel with others: when it leaves, from what waits already and when the last digest left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.models import Digest, Event, Notification, Person
from matching.states import digests
from matching.states.digests import Item
from matching.words.vocabulary import Rhythm
from notifications.messages import quiet


def when(session: Session, person: Person, rhythm: Rhythm, now: datetime) -> datetime | None:
    """When one more message of this rhythm, made now, leaves with what waits for this person already.

    One that waits may leave sooner for it, and never later.
    """
    waiting = [Item(row.rhythm, row.at) for row in unsent(session, person.id) if row.rhythm is not None]
    return due(session, person, [*waiting, Item(rhythm, now)])


def due(session: Session, person: Person, items: Sequence[Item]) -> datetime | None:
    """When these leave for this person; None where there are none."""
    last = session.scalar(select(func.max(Digest.at)).where(col(Digest.person_id) == person.id))
    return digests.due(items, last, quiet.hours(session, None, person), person.time_zone)


def unsent(session: Session, person_id: UUID, *, read_too: bool = False) -> Sequence[Notification]:
    """What waits for this person and was not read yet, oldest first; or also what was."""
    query = select(Notification).where(
        col(Notification.person_id) == person_id, col(Notification.digest_at).is_not(None)
    )
    if not read_too:
        query = query.where(col(Notification.read_at).is_(None))
    return session.scalars(query.order_by(col(Notification.id))).all()


def event_of(session: Session, notification: Notification) -> Event:
    """What a message tells of."""
    return session.get_one(Event, notification.event_id)
