"""A circle with those who answer for it, as services see them, and what makes something stand in its queue."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core import places
from core.access import Caller
from core.models import Match, Need
from matching.words.vocabulary import By, MatchStatus, MemberState, NeedStatus, Role, Urgency
from services.access import callers
from services.desk import queue
from services.desk.entry import DeskEntry
from services.desk.filters import Filters
from services.matches import opening as match_opening
from tests.support.rows import a_membership, a_need, a_person, an_offer

NOW = POSTED = datetime(2026, 3, 2, 12, tzinfo=UTC)
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


def a_match(session: Session, community: UUID, status: MatchStatus, **facts: Any) -> Match:
    """A match of somebody who was confirmed when the need was posted; the need is covered."""
    need = a_need(
        session,
        community,
        a_person(session, POSTED),
        POSTED,
        cell=LANSING,
        status=NeedStatus.MATCHED,
    )
    offer = an_offer(session, community, LANSING, POSTED)
    keys: dict[str, Any] = {
        "helper_key_at": POSTED,
        "helper_key_by": offer.author_id,
        "beneficiary_key_at": POSTED,
        "beneficiary_key_by": need.author_id,
        "confirmed_at": POSTED,
    }
    return match_opening.new(session, need, offer, status, By.HELPER, POSTED, **keys, **facts)
