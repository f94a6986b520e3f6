"""Who looked at somebody's contact: each reading by the other side of a match, and each look of a coordinator."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.crypto.keyring import keyring
from core.events import EventKind, payload_as
from core.events.payloads import ContactRead, NeedRevealed
from core.models import Event, Person
from matching.words.vocabulary import By, Role
from services import sealed

_LOOKS = (EventKind.CONTACT_READ, EventKind.NEED_REVEALED)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked as one who answers for the community, as what, what for; None where that cannot be read now."""

    display_name: str | None
    role: Role
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at somebody's contact: when, on which match or need, and by whom."""

    event_id: int
    at: datetime
    match_id: UUID | None
    need_id: UUID | None
    by: By
    look: Look | None = None


def of(session: Session, caller: Caller, *, before: int | None, limit: int) -> list[Reading]:
    """Who looked at the caller's contact, newest first; with `before`, only earlier than that event."""
    query = select(Event).where(col(Event.kind).in_(_LOOKS), col(Event.for_id) == caller.person_id)
    if before is not None:
        query = query.where(col(Event.id) < before)
    rows = list(session.scalars(query.order_by(col(Event.id).desc()).limit(limit)))
    looks = _looks(session, rows)
    return [_reading(event, looks) for event in rows]


def looks_of(session: Session, events: Collection[int]) -> dict[int, Look]:
    """Of these events, those that are a coordinator's look: whose, and what for."""
    wanted = select(Event).where(col(Event.id).in_(events), col(Event.kind) == EventKind.NEED_REVEALED)
    return _looks(session, session.scalars(wanted)) if events else {}


def _looks(session: Session, events: Iterable[Event]) -> dict[int, Look]:
    looked = [event for event in events if event.kind == EventKind.NEED_REVEALED]
    if not looked:
        return {}
    who = session.scalars(
        select(Person).where(col(Person.id).in_({event.actor_id for event in looked}))
    ).all()
    keyring(session).fetch([person.id for person in who])
    names = {person.id: sealed.display_name(session, person) for person in who}
    purposes = notes.of_events(session, [event.id for event in looked])
    return {
        event.id: Look(
            names.get(event.actor_id) if event.actor_id else None,
            payload_as(event, NeedRevealed).role,
            purposes.get(event.id),
        )
        for event in looked
    }


def _reading(event: Event, looks: dict[int, Look]) -> Reading:
    """Of readings from before it was noted who read, a helper is said to have: most were."""
    if event.kind == EventKind.NEED_REVEALED:
        return Reading(event.id, event.at, None, event.need_id, By.COORDINATOR, looks[event.id])
    by = payload_as(event, ContactRead).by or By.HELPER
    return Reading(event.id, event.at, event.subject_id, event.need_id, by)
