"""A circle with those who answer for it, as services see them, and what makes something stand in its queue."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core import places
from core.access import Caller
from core.models import Need
from matching.words.vocabulary import MemberState, Role, Urgency
from services.access import callers
from services.desk import queue
from services.desk.entry import DeskEntry
from services.desk.filters import Filters
from tests.support.rows import a_membership, a_need, a_person

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANSING = places.cell_of(42.731, -84.551)
ALL = Filters()


def coordinator(session: Session, community: UUID, role: Role = Role.COORDINATOR) -> Caller:
    """Somebody new who answers for the circle."""
    person = a_person(session, NOW)
    a_membership(session, community, person, NOW, role=role)
    return callers.by_person(session, person)


def waiting_need(session: Session, community: UUID, *, days: int = 10, **fields: Any) -> Need:
    """A need to which nobody has said yes for long enough to need a human; `days` ago, by somebody new."""
    at = NOW - timedelta(days=days)
    usual = {"cell": LANSING, "urgency": Urgency.SOON, "expires_at": NOW + timedelta(days=20)}
    author = fields.pop("author", None) or a_person(session, at)
    return a_need(session, community, author, at, **usual | fields)


def pending(session: Session, community: UUID, since: datetime) -> UUID:
    """Somebody who waits to be let in."""
    person = a_person(session, NOW)
    a_membership(session, community, person, since, state=MemberState.PENDING)
    return person


def shown(
    session: Session,
    caller: Caller,
    community: UUID,
    filters: Filters = ALL,
    *,
    now: datetime = NOW,
) -> list[DeskEntry]:
    """The first page of the queue."""
    return queue.page(session, caller, community, filters, limit=50, now=now)
