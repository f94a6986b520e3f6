"""Makes a delivery into a parcel, at the last moment: is it still true, may this person still hear it, where to.

Texts are generic: a parcel holds a kind, an opaque id and a sentence that says nothing about anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.dials import LOCAL_URL
from core.models import Delivery, Device, Digest, Event, Need, Notification, Person, SignInChallenge
from core.models.device import Transport
from core.models.notification import ChannelName, DeliveryStatus
from matching.states.quiet_hours import next_ring
from matching.words.vocabulary import Urgency
from notifications.channels.base import Parcel
from notifications.messages import quiet, reach, spoken_for
from notifications.messages.notice import Notice, Pressing
from notifications.messages.operator import Mailbox
from notifications.send import digests, operator, packing, sms_budget, truth, wording
from notifications.send.packing import Destination, NotNow
from notifications.send.wording import Letterhead
from services import sealed
from services.people import sign_in
from texts.catalogue import say


@dataclass(frozen=True, slots=True)
class _Message:
    """A delivery of a notification: what is told, of which event, to whom."""

    delivery: Delivery
    notification: Notification
    event: Event
    notice: Notice
    person: Person


def pack(
    session: Session,
    delivery: Delivery,
    *,
    now: datetime,
    public_url: str = LOCAL_URL,
    operator_mailbox: Mailbox | None = None,
) -> Parcel | NotNow:
    """The parcel of a delivery, or why there is none. `public_url` is where its links lead, `operator_mailbox`
    where letters to whoever runs the server go.
    """
    if delivery.expires_at <= now:
        return NotNow(DeliveryStatus.EXPIRED, "too_late")
    if delivery.challenge_id is not None:
        return _code(session, delivery, delivery.challenge_id, now)
    if delivery.digest_id is not None:
        return _of_digest(session, delivery, delivery.digest_id, now, public_url)
    if delivery.event_id is not None:
        return _to_operator(session, delivery, delivery.event_id, operator_mailbox, now)
    message = _message(session, delivery)
    if message is None:
        return NotNow(DeliveryStatus.SUPERSEDED, "gone")
    held_back = _held_back(session, message, now)
    if held_back is not None:
        return held_back
    to = packing.destination(session, delivery, message.person.id, now)
    if to is None:
        return NotNow(DeliveryStatus.FAILED, "no_address")
    if delivery.channel is ChannelName.SMS and not _paid_for(session, message, now):
        return NotNow(DeliveryStatus.FAILED, "budget_spent")
    return _of_message(session, message, to, Letterhead(public_url, to.locale, now, delivery.contact_id))


def _to_operator(
    session: Session, delivery: Delivery, event_id: int, to: Mailbox | None, now: datetime
) -> Parcel | NotNow:
    if to is None:
        return NotNow(DeliveryStatus.SKIPPED, "no_address")
    letter = operator.letter(session, delivery, session.get_one(Event, event_id), to, now=now)
    return letter or NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")


def _message(session: Session, delivery: Delivery) -> _Message | None:
    """What a delivery delivers; None where its notification was deleted."""
    notification = session.get(Notification, delivery.notification_id) if delivery.notification_id else None
    if notification is None:
        return None
    event = session.get_one(Event, notification.event_id)
    person = session.get_one(Person, notification.person_id)
    notice = spoken_for.notice_of(event, notification)
    return _Message(delivery, notification, event, notice, person)


def _held_back(session: Session, message: _Message, now: datetime) -> NotNow | None:
    """Why a message must not leave, or not yet; None where it may."""
    notification, person = message.notification, message.person
    if notification.read_at is not None or not truth.holds(
        session, message.notice.true_while, notification, message.event, now
    ):
        return NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")
    if person.erased_at is not None or person.hidden:
        return NotNow(DeliveryStatus.SUPERSEDED, "not_to_be_told")
    if quiet.switched_off(session, message.notice, person):
        return NotNow(DeliveryStatus.SUPERSEDED, "switched_off")
    letter = message.delivery.channel is ChannelName.EMAIL and not message.notice.everywhere
    if letter and not reach.wants_email(session, person.id):
        return NotNow(DeliveryStatus.SUPERSEDED, "switched_off")
    at = quiet.leaves_at(session, message.event, message.notice, person, now, this=notification.id)
    return NotNow(DeliveryStatus.PENDING, "quiet_hours", at) if at > now else None


def _of_message(session: Session, message: _Message, to: Destination, head: Letterhead) -> Parcel:
    delivery, notification, notice = message.delivery, message.notification, message.notice
    urgent = notice.pressing is Pressing.ALWAYS or (
        notice.pressing is Pressing.URGENT_IF_NEED_IS and _is_urgent(session, message.event)
    )
    return packing.packed(
        delivery,
        to,
        wording.words_for(session, delivery, notification, notice, head),
        kind=notification.kind,
        replaces=f"{notification.subject_type[:2]}-{notification.subject_id.hex[-16:]}",
        now=head.now,
        urgent=urgent,
        silent=notice.pressing is Pressing.SILENT,
    )


def _of_digest(
    session: Session, delivery: Delivery, digest_id: UUID, now: datetime, public_url: str
) -> Parcel | NotNow:
    """The parcel of several messages that travel as one; what was answered meanwhile is left out."""
    digest = session.get_one(Digest, digest_id)
    person = session.get_one(Person, digest.person_id)
    if person.erased_at is not None or person.hidden or not quiet.is_on(session, person.id, digests.KIND):
        return NotNow(DeliveryStatus.SUPERSEDED, "not_to_be_told")
    at = next_ring(now, quiet.hours(session, None, person), person.time_zone)
    if at > now:
        return NotNow(DeliveryStatus.PENDING, "quiet_hours", at)
    to = packing.destination(session, delivery, digest.person_id, now)
    if to is None:
        return NotNow(DeliveryStatus.FAILED, "no_address")
    head = Letterhead(public_url, to.locale, now, delivery.contact_id)
    words = digests.words_for(session, delivery, digest, head)
    if words is None:
        return NotNow(DeliveryStatus.SUPERSEDED, "no_longer_true")
    replaces = f"di-{person.id.hex[-16:]}"
    return packing.packed(delivery, to, words, kind=digests.KIND, replaces=replaces, now=now)


def _paid_for(session: Session, message: _Message, now: datetime) -> bool:
    """A message is paid for once: a later try of the same one costs the community nothing more."""
    community_id = message.event.community_id
    if community_id is None or message.delivery.attempts > 1:
        return True
    return sms_budget.take(session, community_id, now=now)


def _is_urgent(session: Session, event: Event) -> bool:
    need = session.get(Need, event.need_id) if event.need_id else None
    return need is not None and need.urgency is Urgency.URGENT


def _code(session: Session, delivery: Delivery, challenge_id: UUID, now: datetime) -> Parcel | NotNow:
    """The parcel of a sign-in code."""
    challenge = session.get(SignInChallenge, challenge_id)
    if challenge is None or challenge.used:
        return NotNow(DeliveryStatus.SUPERSEDED, "used")
    code = sign_in.code_of(vault(session), challenge.id, challenge.digits)
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
