"""What was sent and turned out, within three days, to have gone to an address where nobody lives any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.models import ContactPoint, Delivery
from core.models.notification import DeliveryStatus
from core.models.person import ContactKind
from matching.states.deadlines import SILENCE
from notifications.announce import unreached


def note(session: Session, delivery_id: UUID, now: datetime) -> None:
    """The address of this delivery is dead: what went there lately reached nobody either, so no silence counts."""
    refused = session.get_one(Delivery, delivery_id)
    if refused.device_id is not None:
        _mark(session, col(Delivery.device_id) == refused.device_id, now)
    elif refused.contact_id is not None:
        _mark(session, col(Delivery.contact_id) == refused.contact_id, now)


def bounced(session: Session, address: str, now: datetime) -> int:
    """A letter to this address came back to the server's mailbox. Returns how many of late reached nobody, then."""
    lookup = vault(session).index(ContactKind.EMAIL, address.strip().lower())
    points = select(ContactPoint.id).where(col(ContactPoint.lookup) == lookup)  # type: ignore[call-overload]
    return _mark(session, col(Delivery.contact_id).in_(points), now)


def _mark(session: Session, there: ColumnElement[bool], now: datetime) -> int:
    marked = session.execute(
        update(Delivery)
        .where(
            there,
            col(Delivery.status) == DeliveryStatus.SENT,
            col(Delivery.sent_at) > now - SILENCE,
            col(Delivery.came_back_at).is_(None),
        )
        .values(came_back_at=now)
        .returning(col(Delivery.id))
    )
    deliveries = marked.scalars().all()
    unreached.note_needs(session, deliveries, now)
    return len(deliveries)
