"""Signs of life: that somebody is there, by a sign-in that goes on, a page or a link of theirs; not what they did."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import Session, col

from core.models import Person

WORTH_WRITING = timedelta(hours=12)
"""What is kept of it is told by the day."""


def of_life(session: Session, person_id: UUID, now: datetime) -> None:
    """They are there now."""
    earlier = or_(col(Person.seen_at).is_(None), col(Person.seen_at) < now - WORTH_WRITING)
    session.execute(update(Person).where(col(Person.id) == person_id, earlier).values(seen_at=now))
