"""What of an organisation's need is public from the beginning: where it is, and how the organisation is reached."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from core.models import Need, Organisation, OrganisationPerson
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
    An address is read by everybody here, so it is one that was proved, of somebody who acts for the organisation still.
    """
    if need.organisation_id is None or need.status not in _STANDING:
        return None
    organisation = session.get_one(Organisation, need.organisation_id)
    if not organisation.verified:
        return None
    place, known = Share.PLACE in need.share, _proved(session, need.author_id, organisation.id)
    return PublicContact(
        organisation_id=organisation.id,
        organisation=organisation.name,
        place=sealed.opened_need_place(session, need) if place else None,
        to=sealed.opened_need_place(session, need, "to_place") if place else None,
        address=sealed.opened_in_need(session, need, "address") if place else None,
        email=known.get(ContactKind.EMAIL) if Share.EMAIL in need.share else None,
        phone=known.get(ContactKind.PHONE) if Share.PHONE in need.share else None,
    )


def _proved(session: Session, person_id: UUID, organisation_id: UUID) -> dict[ContactKind, str]:
    """The proved addresses of somebody who acts for this organisation; none of whoever does not any more."""
    if session.get(OrganisationPerson, (organisation_id, person_id), populate_existing=True) is None:
        return {}
    proved = contact_points.proved(session, person_id)
    return {kind: at for kind, at in contact_points.known(session, person_id).items() if kind in proved}
