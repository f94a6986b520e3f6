"""What leaves, made at the last moment: is it still true, may this person still hear it, where does it go.

Texts are generic: a parcel holds a kind, an opaque id and a sentence that says nothing about anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.crypto.keyring import keyring, vault
from core.events import EventKind
from core.models import ContactPoint, Delivery, Device, Event, Need, Notification, Person, SignInChallenge
from core.models.device import Transport
from core.models.notification import ChannelName, DeliveryStatus
from core.settings import LOCAL_URL
from matching.words.vocabulary import Urgency
from notifications.channels.base import Parcel
from notifications.messages import quiet, reach
from notifications.messages.catalogue import CATALOGUE, Line, Pressing
from notifications.send import sms_budget, truth, wording
from notifications.send.wording import Letterhead
from services import sealed
from services.people import sign_in
from texts.catalogue import say


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why a delivery does not leave; `at` where it may later, when the reader's night is over."""

    status: DeliveryStatus
    code: str
    at: datetime | None = None


def pack(
    session: Session, delivery: Delivery, *, now: datetime, public_url: str = LOCAL_URL
) -> Parcel | NotNow:
    """The parcel of a delivery, or why there is none. `public_url` is where its links lead."""
    if delivery.expires_at <= now:
        return NotNow(DeliveryStatus.EXPIRED, "too_late")
    if delivery.challenge_id is not None:
        return _code(session, delivery, delivery.challenge_id, now)
    notification = session.get(Notification, delivery.notification_id) if delivery.notification_id else None
    if notification is None:
        return NotNow(DeliveryStatus.SUPERSEDED, "gone")
    event = session.get_one(Event, notification.event_id)
    line = _line(event, notification.kind)
    if notification.read_at is not None or not truth.holds(session, notification, event, now):
        return NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")
    person = session.get_one(Person, notification.person_id)
    if person.erased_at is not None or person.hidden:
        return NotNow(DeliveryStatus.SUPERSEDED, "not_to_be_told")
    if quiet.switched_off(session, line, person):
        return NotNow(DeliveryStatus.SUPERSEDED, "switched_off")
    if delivery.channel is ChannelName.EMAIL and not reach.wants_email(session, person.id):
        return NotNow(DeliveryStatus.SUPERSEDED, "switched_off")
    at = quiet.leaves_at(session, event, line, person, now)
    if at > now:
        return NotNow(DeliveryStatus.PENDING, "quiet_hours", at)
    found = _address(session, delivery)
    if found is None:
        return NotNow(DeliveryStatus.FAILED, "no_address")
    address, kind, locale = found
    if delivery.channel is ChannelName.SMS and not _paid_for(session, delivery, event, now):
        return NotNow(DeliveryStatus.FAILED, "budget_spent")
    words = wording.of(session, delivery, notification, line, Letterhead(public_url, locale, now))
    return Parcel(
        delivery_id=delivery.id,
        message_id=delivery.id.hex,
        address=address,
        address_kind=kind,
        kind=notification.kind,
        subject=words.subject,
        text=words.text,
        link=words.link,
        locale=locale,
        unsubscribe_url=words.unsubscribe_url,
        collapse_key=f"{notification.subject_type[:2]}-{notification.subject_id.hex[-16:]}",
        time_to_live=delivery.expires_at - now,
        urgent=line.pressing is Pressing.ALWAYS
        or (line.pressing is Pressing.URGENT_IF_NEED_IS and _is_urgent(session, event)),
        silent=line.pressing is Pressing.SILENT,
    )


def _paid_for(session: Session, delivery: Delivery, event: Event, now: datetime) -> bool:
    """A message is paid for once: a later try of the same one costs the community nothing more."""
    if event.community_id is None or delivery.attempts > 1:
        return True
    return sms_budget.take(session, event.community_id, now=now)


def _line(event: Event, template: str) -> Line:
    """The line of the catalogue that this message came from."""
    return next(line for line in CATALOGUE[EventKind(event.kind)] if line.template == template)


def _is_urgent(session: Session, event: Event) -> bool:
    need = session.get(Need, event.need_id) if event.need_id else None
    return need is not None and need.urgency is Urgency.URGENT


def _address(session: Session, delivery: Delivery) -> tuple[str, str, str] | None:
    """Address, its kind, and the language to speak; None where it is gone."""
    ring = keyring(session)
    if delivery.device_id is not None:
        owner = session.execute(
            select(col(Notification.person_id)).where(col(Notification.id) == delivery.notification_id)
        ).scalar_one()
        device = session.get(Device, (delivery.device_id, owner))
        if device is None:
            return None
        opened = ring.open(owner, sealed.device_cell(device.id), device.sealed)
        return None if opened is None else (opened, device.address_kind, device.locale)
    contact = session.get(ContactPoint, delivery.contact_id) if delivery.contact_id else None
    if contact is None:
        return None
    opened = ring.open(contact.person_id, sealed.contact_cell(contact.id), contact.sealed)
    locale = session.get_one(Person, contact.person_id).locale
    return None if opened is None else (opened, contact.kind, locale)


def _code(session: Session, delivery: Delivery, challenge_id: UUID, now: datetime) -> Parcel | NotNow:
    challenge = session.get(SignInChallenge, challenge_id)
    if challenge is None or challenge.used:
        return NotNow(DeliveryStatus.SUPERSEDED, "used")
    code = sign_in.code_of(vault(session), challenge.id)
    minutes = int(sign_in.CODE_LIFETIME.total_seconds() // 60)
    words = (
        say("sms.code", challenge.locale, code=code)
        if delivery.channel is ChannelName.SMS
        else say("mail.code.text", challenge.locale, code=code, minutes=minutes)
    )
    return Parcel(
        delivery_id=delivery.id,
        message_id=delivery.id.hex,
        address=vault(session).open_for_system(sealed.challenge_cell(challenge.id), challenge.sealed),
        address_kind=challenge.kind,
        kind="code",
        subject=say("mail.code.subject", challenge.locale, code=code, minutes=minutes),
        text=words,
        link="",
        locale=challenge.locale,
        collapse_key=None,
        time_to_live=challenge.expires_at - now,
        urgent=True,
    )


def drop_address(session: Session, address: str) -> None:
    """The channel proved that nobody lives there any more. An address registered meanwhile stays."""
    lookups = [vault(session).index(transport, address) for transport in Transport]
    session.execute(delete(Device).where(col(Device.lookup).in_(lookups)))
