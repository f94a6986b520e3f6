"""Sending somebody without the app a link of their own: to say who may speak for them, or to take everything over.

It goes to their own phone or mailbox and nowhere else. Whoever has it sent never sees it: the hand that speaks for
somebody must not turn this key too.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict, Forbidden
from core.events import EventKind, record
from core.models import Person
from core.models.link import LinkPurpose
from core.models.person import ContactKind
from services.people import contact_points
from services.representation import bounds, standing, written_down

KINDS = {
    LinkPurpose.CONSENT: EventKind.CONSENT_ASKED,
    LinkPurpose.TAKE_OVER: EventKind.TAKE_OVER_OFFERED,
}


def way_to(session: Session, caller: Caller, person_id: UUID, *, by_text: bool) -> ContactKind:
    """How a link would reach this person. `by_text`: whether text messages leave from here at all.

    Raises NotFound for those who do not speak for them, Forbidden where that has run out or the caller is in no
    community that would pay, Conflict where the person has no contact point of their own, or somebody else may read
    what is sent there.
    """
    found = standing.get(session, caller, person_id)
    person = found.person
    if person_id not in caller.represents:
        raise Forbidden("consent_does_not_cover")
    if not caller.communities():
        raise Forbidden("members_only")
    if not found.consent.safe_to_write:
        raise Conflict("not_safe_to_write")
    kinds = {point.kind for point in contact_points.their_own(session, person)}
    if ContactKind.EMAIL in kinds:
        return ContactKind.EMAIL
    if ContactKind.PHONE in kinds and by_text:
        return ContactKind.PHONE
    raise Conflict("no_contact_point")


def send(session: Session, caller: Caller, person_id: UUID, purpose: LinkPurpose, *, now: datetime) -> None:
    """Has the link sent; `way_to` says before whether it may be. The link is made when it leaves, for 7 days.

    Raises Conflict for who has had as many strangers written to as one may.
    """
    point = written_down.reached_at(session, session.get_one(Person, person_id))
    if point is not None:
        bounds.count_letter(session, caller, point, now=now)
    record(
        session,
        KINDS[purpose],
        actor=caller.person_id,
        for_id=person_id,
        subject=("person", person_id),
        community_id=written_down.community(session, caller, person_id),
        now=now,
    )
