"""Contact by way of whoever speaks for somebody: at an address of their own that they chose, or at the circle's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Community, Membership, Need, Person, Representation
from core.models.person import ContactKind
from matching.words.vocabulary import ContactVia, MemberState, Role
from services import sealed
from services.access import voices
from services.people import blocks, contact_points


@dataclass(frozen=True, slots=True)
class Via:
    """Who is rung or written to in somebody's place. `of_circle`: it is the number or mailbox of their circle."""

    display_name: str | None
    email: str | None = None
    phone: str | None = None
    of_circle: bool = False


NOBODY = Via(None)
"""Somebody speaks for them whom this reader is not to meet: by nobody, then."""


def of(session: Session, need: Need, *, reader: UUID, now: datetime) -> Via | None:
    """By whom the person who asked is reached; None: by themselves, or nobody speaks for them any more. `reader`: who
    helps them. Whoever hides, or keeps away from the reader or they from them, is nobody whom they read of.
    """
    if need.contact_via is not ContactVia.REPRESENTATIVE:
        return None
    consents = session.execute(
        select(Representation, Person)
        .join(Person, col(Person.id) == col(Representation.representative_id))
        .where(
            col(Representation.person_id) == need.author_id,
            voices.consent_stands(now),
        )
        .order_by(col(Representation.representative_id) != need.posted_by, col(Representation.id))
    ).all()
    for consent, speaker in consents:
        if not (speaker.hidden or blocks.keeps_apart(session, speaker.id, reader)):
            return _by(session, need, consent, speaker)
    return NOBODY if consents else None


def _by(session: Session, need: Need, consent: Representation, speaker: Person) -> Via:
    name = sealed.display_name(session, speaker)
    circle = session.get_one(Community, need.community_id)
    if not consent.shares and circle.contact is not None and _coordinates(session, speaker, circle):
        return Via(name, circle.contact.email, circle.contact.phone, of_circle=True)
    proved = set(contact_points.proved(session, speaker.id)) & set(consent.shares)
    known = contact_points.known(session, speaker.id) if proved else {}
    shared = {kind: address for kind, address in known.items() if kind in proved}
    return Via(name, shared.get(ContactKind.EMAIL), shared.get(ContactKind.PHONE))


def _coordinates(session: Session, person: Person, circle: Community) -> bool:
    standing = select(col(Membership.role)).where(
        col(Membership.community_id) == circle.id,
        col(Membership.person_id) == person.id,
        col(Membership.state) == MemberState.ACTIVE,
    )
    return session.scalar(standing) in (Role.COORDINATOR, Role.STEWARD)
