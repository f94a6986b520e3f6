"""Looks at somebody's place and contact by who answers for their community."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word
from matching.words.looking import Way


class Reveal(SQLModel, table=True):
    """Who asked to look at what a need's author keeps to themself, on whose word, and when it was opened.

    `event_id` is the line that says so, with the purpose sealed beside it. `seen_by` gave the second word, at
    `seen_at`; nobody there: the operator. Where it is owed it is due at `due_at`; `told_at` is when others heard that
    it did not come.
    """

    __table_args__ = (
        Index("ix_reveal_by_id", "by_id", "opened_at"),
        Index(
            "ix_reveal_waits", "community_id", postgresql_where="seen_at IS NULL AND way IN ('asked', 'owed')"
        ),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    need_id: UUID = Field(sa_column=Column(ForeignKey("need.id"), nullable=False, index=True))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    about_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    way: Way = Field(sa_column=word(Way))
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    event_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    opened_at: datetime | None = Field(default=None, sa_column=moment())
    due_at: datetime | None = Field(default=None, sa_column=moment())
    seen_by: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    seen_at: datetime | None = Field(default=None, sa_column=moment())
    told_at: datetime | None = Field(default=None, sa_column=moment())
