"""Devices: installations that want to be told."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.models.columns import moment, word


class Transport(StrEnum):
    FCM = "fcm"
    WEBPUSH = "webpush"


class AddressKind(StrEnum):
    FID = "fid"
    TOKEN = "token"
    ENDPOINT = "endpoint"


class Device(SQLModel, table=True):
    """One installation of one person. An address that turns up under another person moves to them.

    `session_id`: the sign-in that registered it, with which it ends; None: from before that was kept.
    """

    __table_args__ = (UniqueConstraint("transport", "lookup"), Index("ix_device_seen", "seen_at"))
    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    transport: Transport = Field(sa_column=word(Transport))
    address_kind: AddressKind = Field(sa_column=word(AddressKind))
    lookup: bytes
    sealed: bytes
    locale: str
    seen_at: datetime = Field(sa_column=moment(nullable=False))
    session_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("auth_session.id", ondelete="CASCADE"), index=True)
    )
