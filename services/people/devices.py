"""Devices: where a person's pushes go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring, vault
from core.database import locks
from core.errors import NotFound
from core.models import Device
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
    """Registers an installation, or renews it. An address known under another person moves here."""
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
    )
    device = session.merge(device)
    session.flush()
    return device


def get(session: Session, caller: Caller, device_id: UUID) -> Device:
    device = session.get(Device, (device_id, caller.person_id))
    if device is None:
        raise NotFound
    return device


def all_of(session: Session, caller: Caller) -> list[Device]:
    return list(session.execute(select(Device).where(col(Device.person_id) == caller.person_id)).scalars())


def remove(session: Session, caller: Caller, device_id: UUID) -> None:
    """Forgets an installation; repeating it is harmless."""
    session.execute(
        delete(Device).where(col(Device.id) == device_id, col(Device.person_id) == caller.person_id)
    )
