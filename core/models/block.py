"""Blocks: mutual invisibility."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment


class Block(SQLModel, table=True):
    """`blocker_id` never wants to meet `blocked_id` here again. Who was blocked is never told.

    `organisation_id`: nor the organisation that they acted for, where a concern was raised. `about_type` and
    `about_id` are the thing it was made about. `comes_with`: whoever was blocked came back, and this one keeps the
    new account away; it is lifted with the other, and not listed.
    """

    __table_args__ = (
        UniqueConstraint("blocker_id", "blocked_id", "organisation_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("blocker_id <> blocked_id", "not_oneself"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    blocker_id: UUID = Field(foreign_key="person.id")
    blocked_id: UUID = Field(foreign_key="person.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    about_type: str | None = None
    about_id: UUID | None = None
    comes_with: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("block.id", ondelete="CASCADE"), index=True)
    )
    at: datetime = Field(sa_column=moment(nullable=False))
