"""Alliances: communities that take over each other's unanswered needs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class Alliance(SQLModel, table=True):
    """One community's yes to another, said by one of its stewards. An alliance stands where both said theirs."""

    __table_args__ = (CheckConstraint("community_id <> other_id", "two"),)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    other_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True, index=True))
    steward_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=moment(nullable=False))
