"""Blocks: mutual invisibility."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment


class Block(SQLModel, table=True):
    """`blocker_id` never wants to meet `blocked_id` here again. Who was blocked is never told."""

    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id"),
        CheckConstraint("blocker_id <> blocked_id", "not_oneself"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    blocker_id: UUID = Field(foreign_key="person.id")
    blocked_id: UUID = Field(foreign_key="person.id", index=True)
    at: datetime = Field(sa_column=moment(nullable=False))
