"""A new sign-in is told to whoever had the account before: somebody else may have found a way in."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import EventKind, record
from core.events.payloads import NewSignIn
from core.models import AuthSession, Person

KEPT = timedelta(days=30)
"""So long a sign-in is kept after its end: an account that is older and has none had one."""


def tell(session: Session, person: Person, session_id: UUID, *, now: datetime) -> None:
    """Tells all other devices, and the mailbox, of a sign-in that began. Of the very first of an account nobody is."""
    others = select(AuthSession.id).where(  # type: ignore[call-overload]
        col(AuthSession.person_id) == person.id, col(AuthSession.id) != session_id
    )
    if now - person.created_at <= KEPT and session.execute(others.limit(1)).first() is None:
        return
    subject = ("person", person.id)
    record(session, EventKind.SIGNED_IN, NewSignIn(session_id), actor=None, subject=subject, now=now)
