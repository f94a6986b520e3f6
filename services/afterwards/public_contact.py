"""What of an organisation's need is public from the beginning: where it is, and how the organisation is reached."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from core.models import Need, Organisation
from core.models.person import ContactKind
from matching.words.values import Point
from matching.words.vocabulary import NeedStatus, Share
from services import sealed
from services.people import contact_points

_STANDING = (NeedStatus.OPEN, NeedStatus.MATCHED)


@dataclass(frozen=True, slots=True)
class PublicContact:
    """Place, second place and door, and the organisation with the addresses that were shared for it."""

    organisation_id: UUID
    organisation: str
    place: Point | None
    to: Point | None
    address: str | None
    email: str | None
    phone: str | None


def of(session: Session, need: Need) -> PublicContact | None:
    """What whoever sees this need reads before any yes; None unless it is a verified organisation's, and stands.

    Only what `share` names: a shelter that keeps its door to itself leaves `place` out. The private note stays closed.
    """
    if need.organisation_id is None or need.status not in _STANDING:
        return None
    organisation = session.get_one(Organisation, need.organisation_id)
    if not organisation.verified:
        return None
    place, known = Share.PLACE in need.share, contact_points.known(session, need.author_id)
    return PublicContact(
        organisation_id=organisation.id,
        organisation=organisation.name,
        place=sealed.opened_need_place(session, need) if place else None,
        to=sealed.opened_need_place(session, need, "to_place") if place else None,
        address=sealed.opened_in_need(session, need, "address") if place else None,
        email=known.get(ContactKind.EMAIL) if Share.EMAIL in need.share else None,
        phone=known.get(ContactKind.PHONE) if Share.PHONE in need.share else None,
    )
