"""Sending somebody without the app a link of their own: to say who may speak for them, or to take everything over.

It goes to their own phone or mailbox and nowhere else. Whoever has it sent never sees it: the hand that speaks for
somebody must not turn this key too.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, Forbidden
from core.events import EventKind, record
from core.models import Need
from core.models.link import LinkPurpose
from core.models.person import ContactKind
from services.people import contact_points
from services.representation import standing

KINDS = {
    LinkPurpose.CONSENT: EventKind.CONSENT_ASKED,
    LinkPurpose.TAKE_OVER: EventKind.TAKE_OVER_OFFERED,
}


def way_to(session: Session, caller: Caller, person_id: UUID, *, by_text: bool) -> ContactKind:
    """How a link would reach this person. `by_text`: whether text messages leave from here at all.

    Raises NotFound for those who do not speak for them, Forbidden where that has run out or the caller is in no
    community that would pay, Conflict where the person has no contact point of their own.
    """
    person = standing.get(session, caller, person_id).person
    if person_id not in caller.represents:
        raise Forbidden("consent_does_not_cover")
    if not caller.communities():
        raise Forbidden("members_only")
    kinds = {point.kind for point in contact_points.their_own(session, person)}
    if ContactKind.EMAIL in kinds:
        return ContactKind.EMAIL
    if ContactKind.PHONE in kinds and by_text:
        return ContactKind.PHONE
    raise Conflict("no_contact_point")


def send(session: Session, caller: Caller, person_id: UUID, purpose: LinkPurpose, *, now: datetime) -> None:
    """Has the link sent; `way_to` says before whether it may be. The link is made when it leaves, for 7 days."""
    record(
        session,
        KINDS[purpose],
        actor=caller.person_id,
        for_id=person_id,
        subject=("person", person_id),
        community_id=_community(session, caller, person_id),
        now=now,
    )


def _community(session: Session, caller: Caller, person_id: UUID) -> UUID:
    """Who pays for a text: where this person last asked for help, else a community of the caller's."""
    own = sorted(caller.communities())
    asked = (
        select(col(Need.community_id))
        .where(col(Need.author_id) == person_id, col(Need.community_id).in_(own))
        .order_by(col(Need.id).desc())
    )
    return session.scalars(asked.limit(1)).first() or own[0]
