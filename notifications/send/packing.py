"""What every parcel is packed with: where it goes, in which language, and the words on it; or why there is none."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from core.crypto.keyring import keyring
from core.models import ContactPoint, Delivery, Person
from core.models.notification import DeliveryStatus
from notifications.channels.base import Parcel
from notifications.send.wording import Words
from services import sealed
from services.people import devices


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why a delivery does not leave; `at` where it may later, when the reader's night is over."""

    status: DeliveryStatus
    code: str
    at: datetime | None = None


class Destination(NamedTuple):
    """Where a parcel goes, and the language that is spoken there."""

    address: str
    kind: str
    locale: str


def destination(session: Session, delivery: Delivery, owner: UUID, now: datetime) -> Destination | None:
    """The device or contact point of a delivery to this person; None where it is gone, or its sign-in is over."""
    ring = keyring(session)
    if delivery.device_id is not None:
        device = devices.standing(session, owner, delivery.device_id, now=now)
        if device is None:
            return None
        opened = ring.open(owner, sealed.device_cell(device.id), device.sealed)
        return None if opened is None else Destination(opened, device.address_kind, device.locale)
    contact = session.get(ContactPoint, delivery.contact_id) if delivery.contact_id else None
    if contact is None:
        return None
    opened = ring.open(contact.person_id, sealed.contact_cell(contact.id), contact.sealed)
    locale = session.get_one(Person, contact.person_id).locale
    return None if opened is None else Destination(opened, contact.kind, locale)


def packed(
    delivery: Delivery,
    to: Destination,
    words: Words,
    *,
    kind: str,
    replaces: str,
    now: datetime,
    urgent: bool = False,
    silent: bool = False,
) -> Parcel:
    """The parcel of these words. Of two that have the same `replaces` the later takes the place of the earlier."""
    return Parcel(
        delivery_id=delivery.id,
        message_id=delivery.id.hex,
        address=to.address,
        address_kind=to.kind,
        kind=kind,
        subject=words.subject,
        text=words.text,
        link=words.link,
        locale=to.locale,
        unsubscribe_url=words.unsubscribe_url,
        footnote=words.footnote,
        collapse_key=replaces,
        time_to_live=delivery.expires_at - now,
        urgent=urgent,
        silent=silent,
    )
