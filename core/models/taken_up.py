"""Who looks after what needs a human, so that others of the circle need not; and what was put off until later."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment, word, words


class TakenHow(StrEnum):
    """How it came to be somebody's."""

    CLAIMED = "claimed"
    """They said so."""
    ACTING = "acting"
    """They began to act on it; it ends soon by itself."""
    ASSIGNED = "assigned"
    """Another who answers for the circle asked them to."""


class TakenUp(SQLModel, table=True):
    """Somebody looks after what stands in a queue: a need, a match, a member, a case, a call; it ends by itself.

    `by_id`: who assigned it.
    """

    __tablename__ = "taken_up"
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    subject_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    how: TakenHow = Field(default=TakenHow.CLAIMED, sa_column=word(TakenHow))
    by_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))


class PutOff(SQLModel, table=True):
    """What a queue shows again only at `until`. `whys`: why it stood there when it was put off; anything new shows."""

    __tablename__ = "put_off"
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    subject_id: UUID = Field(primary_key=True)
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    whys: list[str] = Field(default=[], sa_column=words())
    at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False, index=True))
