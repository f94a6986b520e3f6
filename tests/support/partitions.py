"""Rows put into partitions by hand, and what the owner sees of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from sqlmodel import Session

from core.database import partitions
from core.database.db import Address
from core.models import Delivery, Notification
from core.models.notification import ChannelName, DeliveryStatus


@contextmanager
def as_owner(address: Address) -> Iterator[Connection]:
    """A connection of the role that owns the tables, each statement by itself."""
    engine = create_engine(address.owner_url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def made_at(moment: datetime, number: int = 1) -> UUID:
    """An id as one made at that moment would be."""
    return UUID(int=partitions.first_id(moment).int | 7 << 76 | 2 << 62 | number)


def a_notification(session: Session, person: UUID, id: UUID, at: datetime) -> UUID:
    """A line in somebody's inbox, whatever it tells."""
    session.add(
        Notification(
            id=id,
            person_id=person,
            event_id=1,
            kind="proposal",
            subject_type="need",
            subject_id=person,
            at=at,
        )
    )
    session.flush()
    return id


def a_delivery(session: Session, notification: UUID, id: UUID, until: datetime) -> UUID:
    """A message on its way with it; nothing else of it matters."""
    session.add(
        Delivery(
            id=id,
            channel=ChannelName.PUSH,
            status=DeliveryStatus.PENDING,
            notification_id=notification,
            due_at=until,
            expires_at=until,
        )
    )
    session.flush()
    return id


def partition_of(session: Session, table: str, id: object) -> str:
    """The partition in which a row lies."""
    lies = text(f"SELECT CAST(CAST(tableoid AS regclass) AS text) FROM {table} WHERE id = :id")
    return str(session.execute(lies, {"id": id}).scalar_one())
