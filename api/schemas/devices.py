"""Devices over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Language, Shape
from api.schemas.words import PushAddressKind, PushTransport
from core.models import Device
from core.models.device import AddressKind, Transport


class DeviceIn(Given):
    """Where pushes go: an FCM address."""

    transport: PushTransport = Transport.FCM
    address_kind: PushAddressKind = AddressKind.TOKEN
    address: str = Field(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")
    locale: Language = "en"


class DeviceOut(Shape):
    installation_id: UUID
    transport: Transport
    address_kind: AddressKind
    locale: str
    seen_at: datetime

    @classmethod
    def shown(cls, device: Device) -> Self:
        return cls(
            installation_id=device.id,
            transport=device.transport,
            address_kind=device.address_kind,
            locale=device.locale,
            seen_at=device.seen_at,
        )


class DeviceList(Shape):
    items: list[DeviceOut]
