"""Whoever is written down with a phone or a mailbox hears of it once, by whom, and how to end it.

Unless the representative says that somebody else may read what is sent there: then nothing goes there at all, and
those who answer for the community are told to make sure by another way.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.events import EventKind, record
from core.models import ContactPoint, Need, Person, Representation
from core.models.person import ContactKind
from core.models.representation import ConsentHow
from services.people import contact_points
from services.representation import bounds


def tell(session: Session, caller: Caller, person: Person, row: Representation, *, now: datetime) -> None:
    """Has this person told, unless they were, or will be asked by a link that says the same.

    Raises Forbidden where the caller is in no community that would pay for it, Conflict for who has had as many
    strangers written to as one may.
    """
    if row.told_at is not None or row.how is ConsentHow.LINK:
        return
    point = reached_at(session, person)
    if point is None:
        return
    if not caller.communities():
        raise Forbidden("members_only")
    bounds.count_letter(session, caller, point, now=now)
    row.told_at = now
    _record(session, EventKind.PERSON_TOLD, caller, person.id, about=person.id, now=now)


def say_not_told(session: Session, caller: Caller, person: Person, *, now: datetime) -> None:
    """Tells coordinators that somebody was written down by this member, and cannot be told of it."""
    if caller.communities():
        _record(session, EventKind.PERSON_NOT_TOLD, caller, person.id, about=caller.person_id, now=now)


def reached_at(session: Session, person: Person) -> ContactPoint | None:
    """The phone or mailbox of their own that a letter to this person goes to; the mailbox first, as every letter."""
    own = contact_points.their_own(session, person)
    return min(own, key=lambda point: point.kind is not ContactKind.EMAIL, default=None)


def community(session: Session, caller: Caller, person_id: UUID) -> UUID:
    """Whose matter it is, and who pays for a text: where this person last asked for help, else one of the caller's."""
    own = sorted(caller.communities())
    asked = (
        select(col(Need.community_id))
        .where(col(Need.author_id) == person_id, col(Need.community_id).in_(own))
        .order_by(col(Need.id).desc())
    )
    return session.scalars(asked.limit(1)).first() or own[0]


def _record(
    session: Session, kind: EventKind, caller: Caller, person_id: UUID, *, about: UUID, now: datetime
) -> None:
    record(
        session,
        kind,
        actor=caller.person_id,
        for_id=person_id,
        subject=("person", about),
        community_id=community(session, caller, person_id),
        now=now,
    )
