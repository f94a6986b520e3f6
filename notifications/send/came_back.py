"""What was sent and turned out, within three days, to have gone to an address where nobody lives any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from core.models import Delivery
from core.models.notification import DeliveryStatus
from matching.states.deadlines import SILENCE


def note(session: Session, delivery_id: UUID, now: datetime) -> None:
    """The address of this delivery is dead: what went there lately reached nobody either, so no silence counts."""
    refused = session.get_one(Delivery, delivery_id)
    address = col(Delivery.device_id) if refused.device_id is not None else col(Delivery.contact_id)
    where = refused.device_id or refused.contact_id
    if where is None:
        return
    session.execute(
        update(Delivery)
        .where(
            address == where,
            col(Delivery.status) == DeliveryStatus.SENT,
            col(Delivery.sent_at) > now - SILENCE,
            col(Delivery.came_back_at).is_(None),
        )
        .values(came_back_at=now)
    )
