"""Messages that reached nobody: of people without the app those who speak for them hear that they must be phoned, and
the need that they were about stands in its circle's queue (`channel_trouble`).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record
from core.events.payloads import NotReached
from core.models import Delivery, Event, Notification, Person
from core.models.notification import DeliveryStatus
from notifications.messages.catalogue import CATALOGUE
from notifications.messages.notice import Notice

UNTOLD = (DeliveryStatus.FAILED, DeliveryStatus.EXPIRED, DeliveryStatus.SKIPPED)
"""Ends of a delivery after which its reader does not know."""


WORTH_A_CALL = sorted(
    {notice.template for notices in CATALOGUE.values() for notice in notices if notice.sms is not None}
)
"""What is worth a text message: whoever did not hear it is to be called."""
_OWN_NEED = text("""
    UPDATE need SET unreached_at = :now
     WHERE id = :need AND author_id = :person AND status IN ('open', 'matched')
""")
_OWN_NEEDS = text("""
    UPDATE need n SET unreached_at = :now
      FROM delivery d
     CROSS JOIN LATERAL (SELECT w.* FROM notification w WHERE w.id = d.notification_id
                         UNION ALL SELECT w.* FROM notification w WHERE w.digest_id = d.digest_id) w
      JOIN event e ON e.id = w.event_id
     WHERE d.id = ANY(:deliveries) AND w.kind = ANY(:worth)
       AND n.id = e.need_id AND n.author_id = w.person_id AND n.status IN ('open', 'matched')
       AND NOT EXISTS (SELECT FROM delivery o WHERE (o.notification_id = w.id OR o.digest_id = w.digest_id)
                        AND (o.status IN ('pending', 'leased') OR o.status = 'sent' AND o.came_back_at IS NULL))
""")
"""By themselves or with others: of what travelled in a digest each line is as one that left alone."""


def note(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> None:
    """Records that no way led to `person` to tell of `event`, where that is worth a call: worth a text is what is."""
    if notice.sms is not None and event.need_id is not None:
        session.execute(_OWN_NEED, {"need": event.need_id, "person": person.id, "now": now})
    _tell_who_speaks(session, event, notice, person, now)


def note_needs(session: Session, deliveries: Collection[UUID], now: datetime) -> None:
    """Marks the needs whose authors none of these deliveries reached, nor any other of the same message."""
    if deliveries:
        values = {"deliveries": list(deliveries), "worth": WORTH_A_CALL, "now": now}
        session.execute(_OWN_NEEDS, values)


def _tell_who_speaks(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> None:
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
    session.flush()
    note_needs(session, [delivery_id], now)
    if delivery.notification_id is None:
        return
    notification = session.get(Notification, delivery.notification_id)
    if notification is None:  # deleted meanwhile, with whom it was for
        return
    event = session.get_one(Event, notification.event_id)
    notices = CATALOGUE[EventKind(event.kind)]
    notice = next((one for one in notices if one.template == notification.kind), None)
    if notice is not None:
        whom = session.get_one(Person, notification.person_id)
        _tell_who_speaks(session, event, notice, whom, now)
