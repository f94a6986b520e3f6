"""Devices: where a person's pushes go, as long as the sign-in goes on that registered them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring, vault
from core.database import locks
from core.errors import NotFound
from core.models import AuthSession, Device
from core.models.device import AddressKind, Transport
from services import sealed


def put(
    session: Session,
    caller: Caller,
    device_id: UUID,
    *,
    transport: Transport,
    address_kind: AddressKind,
    address: str,
    locale: str,
    now: datetime,
) -> Device:
    """Registers an installation for the sign-in that calls, or renews it. An address known under another person moves
    here.
    """
    locks.own_person(session, caller.person_id)
    lookup = vault(session).index(transport, address)
    session.execute(
        delete(Device).where(
            col(Device.transport) == transport,
            col(Device.lookup) == lookup,
            (col(Device.id) != device_id) | (col(Device.person_id) != caller.person_id),
        )
    )
    device = Device(
        id=device_id,
        person_id=caller.person_id,
        transport=transport,
        address_kind=address_kind,
        lookup=lookup,
        sealed=keyring(session).seal(caller.person_id, sealed.device_cell(device_id), address) or b"",
        locale=locale,
        seen_at=now,
        session_id=caller.session_id,
    )
    device = session.merge(device)
    session.flush()
    return device


def stand(now: datetime) -> ColumnElement[bool]:
    """Devices whose sign-in goes on: one that was ended, here, from elsewhere or by its time, gets nothing more."""
    over = or_(col(AuthSession.ended_at).is_not(None), col(AuthSession.expires_at) <= now)
    return ~exists().where(col(AuthSession.id) == Device.session_id, over)


def standing(session: Session, person_id: UUID, device_id: UUID, *, now: datetime) -> Device | None:
    """One device of somebody's; None where it is gone, or its sign-in is over."""
    return session.scalars(
        select(Device)
        .where(col(Device.id) == device_id, col(Device.person_id) == person_id, stand(now))
        .execution_options(populate_existing=True)
    ).one_or_none()


def get(session: Session, caller: Caller, device_id: UUID, *, now: datetime) -> Device:
    """Raises NotFound."""
    device = standing(session, caller.person_id, device_id, now=now)
    if device is None:
        raise NotFound
    return device


def all_of(session: Session, caller: Caller, *, now: datetime) -> list[Device]:
    own = select(Device).where(col(Device.person_id) == caller.person_id, stand(now))
    return list(session.scalars(own.order_by(col(Device.id))))


def remove(session: Session, caller: Caller, device_id: UUID) -> None:
    """Forgets an installation; repeating it is harmless."""
    session.execute(
        delete(Device).where(col(Device.id) == device_id, col(Device.person_id) == caller.person_id)
    )
