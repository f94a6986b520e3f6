"""What people are told, and how it travels."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index, SmallInteger, String
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import json, moment, word
from matching.words.vocabulary import Rhythm


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Nothing was tried: this server has no such channel."""
    HELD = "held"
    """It waited when the backup was made that this database was restored from: it may have left since."""


class ChannelName(StrEnum):
    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


class Notification(SQLModel, table=True):
    """A line in a person's inbox: the truth, whether or not a push arrived.

    `rhythm`: it travels with others, not by itself, at `digest_at` if not before; `digest_id` is what it left in.
    """

    __table_args__ = (
        Index("ix_notification_inbox", "person_id", "id"),
        Index(
            "ix_notification_digest_due", "digest_at", "person_id", postgresql_where="digest_at IS NOT NULL"
        ),
        Index("ix_notification_digest", "digest_id", postgresql_where="digest_id IS NOT NULL"),
        Index("uq_notification_event_person", "event_id", "person_id", unique=True),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    event_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str
    subject_type: str
    subject_id: UUID
    params: dict[str, Any] = Field(default={}, sa_column=json())  # its template's own
    at: datetime = Field(sa_column=moment(nullable=False))
    read_at: datetime | None = Field(default=None, sa_column=moment())
    rhythm: Rhythm | None = Field(default=None, sa_column=word(Rhythm, nullable=True))
    digest_at: datetime | None = Field(default=None, sa_column=moment())
    digest_id: UUID | None = None


class Digest(SQLModel, table=True):
    """Several messages that travelled to one person as one."""

    __table_args__ = (Index("ix_digest_person", "person_id", "at"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=moment(nullable=False))


class Delivery(SQLModel, table=True):
    """One message, or a digest of several, on its way to one address: a device, an inbox, where a sign-in code goes.

    `fence` rises with each claim: an outcome recorded late, by a worker that lost its lease, changes nothing.
    `unsure` says that an earlier try may have arrived, though nobody confirmed it.
    """

    __table_args__ = (
        Index("ix_delivery_due", "due_at", postgresql_where="status IN ('pending', 'leased')"),
        Index("ix_delivery_notification", "notification_id"),
        Index("ix_delivery_ended", "expires_at", postgresql_where="status NOT IN ('pending', 'leased')"),
        Index("ix_delivery_digest", "digest_id", postgresql_where="digest_id IS NOT NULL"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    channel: ChannelName = Field(sa_column=word(ChannelName))
    status: DeliveryStatus = Field(default=DeliveryStatus.PENDING, sa_column=word(DeliveryStatus))
    notification_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("notification.id", ondelete="CASCADE"))
    )
    challenge_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("sign_in_challenge.id", ondelete="CASCADE"))
    )
    digest_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("digest.id", ondelete="CASCADE"))
    )
    device_id: UUID | None = None
    contact_id: UUID | None = None
    event_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    """What the operator is told of, by a letter to the address in the settings."""
    due_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    fence: int = 0
    attempts: int = 0
    unsure: bool = False
    code: str | None = None
    sent_at: datetime | None = Field(default=None, sa_column=moment())
    came_back_at: datetime | None = Field(default=None, sa_column=moment())
    """When it turned out, after it was sent, that nobody lives at its address any more."""


class ChannelRest(SQLModel, table=True):
    """A channel that was refused as a whole (credentials, permission): it rests until then, for every worker."""

    __tablename__ = "channel_rest"
    channel: str = Field(primary_key=True)
    until: datetime = Field(sa_column=moment(nullable=False))
    fingerprint: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    """Of the settings that were refused: with others it does not rest."""


class ChannelState(SQLModel, table=True):
    """How a channel did at its last change: failing since when, and by what; with which settings."""

    __tablename__ = "channel_state"
    channel: str = Field(primary_key=True)
    fingerprint: str
    code: str | None = None
    failing_since: datetime | None = Field(default=None, sa_column=moment())


class ChannelsQuiet(SQLModel, table=True):
    """One row where nothing may leave, by whatever channel, until the operator says so: a backup is being tried."""

    __tablename__ = "channels_quiet"
    number: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    since: datetime = Field(sa_column=moment(nullable=False))


class NotificationSetting(SQLModel, table=True):
    """A kind of message somebody switched off."""

    __tablename__ = "notification_setting"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    kind: str = Field(primary_key=True)
    enabled: bool
