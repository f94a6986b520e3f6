"""Messages that did not reach people without the app: those who speak for them hear that they must be phoned."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.events import EventKind, record
from core.events.payloads import NotReached
from core.models import Delivery, Event, Notification, Person
from core.models.notification import DeliveryStatus
from notifications.messages.catalogue import CATALOGUE
from notifications.messages.notice import Notice

UNTOLD = (DeliveryStatus.FAILED, DeliveryStatus.EXPIRED, DeliveryStatus.SKIPPED)
"""Ends of a delivery after which its reader does not know."""


def note(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> None:
    """Records that `person` was not told of `event`, where that is worth a call: worth a text is what is."""
    if not person.represented or notice.sms is None:
        return
    record(
        session,
        EventKind.NOT_REACHED,
        NotReached(EventKind(event.kind)),
        actor=None,
        for_id=person.id,
        subject=("person", person.id),
        community_id=event.community_id,
        now=now,
    )


def note_delivery(session: Session, delivery_id: UUID, now: datetime) -> None:
    """The same for a delivery that ended so. A sign-in code concerns nobody who is spoken for."""
    delivery = session.get_one(Delivery, delivery_id)
    if delivery.notification_id is None:
        return
    notification = session.get_one(Notification, delivery.notification_id)
    event = session.get_one(Event, notification.event_id)
    notices = CATALOGUE[EventKind(event.kind)]
    notice = next((one for one in notices if one.template == notification.kind), None)
    if notice is not None:
        note(session, event, notice, session.get_one(Person, notification.person_id), now)
