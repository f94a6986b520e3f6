"""Events: one line of what happened, of ids and codes only. Append-only by the database role's rights."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from core.models.columns import json, moment


class Event(SQLModel, table=True):
    """Who (`actor_id`, and `for_id` where somebody acts for another), what, on what, when.

    Written by `core.events.record` alone, and never changed: each row there is has its number. What it carries is
    read by `core.events.payload_of`. `epoch` and `xid` order the feed: readers stay behind the oldest transaction
    still under way. No foreign keys: a line outlives what it speaks of, and takes no locks on it. In partitions by its
    number (`core.database.partitions`).
    """

    __table_args__ = (
        Index("ix_event_subject", "subject_id", "id"),
        Index("ix_event_need", "need_id", "id"),
        Index("ix_event_feed", "epoch", "xid", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )
    id: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    epoch: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="1"))
    xid: int = Field(
        sa_column=Column(
            BigInteger, nullable=False, server_default=text("(pg_current_xact_id()::text)::bigint")
        )
    )
    at: datetime = Field(sa_column=moment(nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    actor_id: UUID | None = Field(default=None, index=True)
    for_id: UUID | None = None
    subject_type: str
    subject_id: UUID
    need_id: UUID | None = None
    community_id: UUID | None = Field(default=None, index=True)
    payload_json: dict[str, Any] = Field(default={}, sa_column=json("payload"))  # read by its kind


class EventTodo(SQLModel, table=True):
    """An event not yet announced: what can be claimed, since event rows cannot.

    `tried_at` is when announcing it failed; it is tried again much later, and keeps no other waiting. `not_before`:
    till then it may be taken back, and nobody is told.
    """

    __tablename__ = "event_todo"
    event_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    tried_at: datetime | None = Field(default=None, sa_column=moment())
    not_before: datetime | None = Field(default=None, sa_column=moment())


class EventHistory(SQLModel, table=True):
    """One row: the server that events are written by, and its timeline. Where either is another now, a copy was put in
    its place, and an epoch begins (`core.audit.epochs`); the owner's function `follow_history` alone writes it.
    """

    __tablename__ = "event_history"
    number: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    server: int = Field(sa_column=Column(BigInteger, nullable=False))
    timeline: str = Field(sa_column=Column(Text, nullable=False))


class EventSeal(SQLModel, table=True):
    """A batch of events bound to all before it (`core.audit`). Append-only as events are, and made of hashes only.

    `form`: which columns were hashed; `epoch`, `xid`, `event_id`: the last event of the batch; `leaves`: number and
    hash of each; `head`: of everything sealed so far; `mac`: that it was made with the master key.
    """

    __tablename__ = "event_seal"
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    form: int = Field(sa_column=Column(SmallInteger, nullable=False))
    epoch: int = Field(sa_column=Column(BigInteger, nullable=False))
    xid: int = Field(sa_column=Column(BigInteger, nullable=False))
    event_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    leaves: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    head: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
