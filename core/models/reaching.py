"""Tries of those who answer for a circle to reach somebody by phone."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word


class Reached(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    NOBODY_ANSWERED = "nobody_answered"


class Reaching(SQLModel, table=True):
    """Somebody was called about a need: by whom, when, and whether they answered. `event_id`: the line that says so."""

    __table_args__ = (
        Index("ix_reaching_need", "need_id", "at"),
        Index("ix_reaching_nobody", "community_id", "at", postgresql_where="outcome = 'nobody_answered'"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    need_id: UUID = Field(sa_column=Column(ForeignKey("need.id"), nullable=False))
    about_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    outcome: Reached = Field(sa_column=word(Reached))
    at: datetime = Field(sa_column=moment(nullable=False))
    event_id: int | None = Field(default=None, sa_column=Column(BigInteger))
