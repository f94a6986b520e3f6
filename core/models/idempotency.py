"""Answers kept so that a repeated POST has one effect."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment


class IdempotentAnswer(SQLModel, table=True):
    """What was answered to (person, key); the body is sealed under the person's key. Kept 7 days."""

    __tablename__ = "idempotent_answer"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    key_hash: bytes = Field(primary_key=True)
    id: UUID = Field(default_factory=new_id)
    body_hash: bytes
    status: int
    sealed: bytes
    at: datetime = Field(sa_column=moment(nullable=False, index=True))
