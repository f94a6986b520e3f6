"""Answers kept so that a repeated POST or PATCH has one effect."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment


class IdempotentAnswer(SQLModel, table=True):
    """What was answered to (person, key). Kept 7 days.

    The body is sealed under the person's key; `headers` tell the edition and the address of what it shows.
    """

    __tablename__ = "idempotent_answer"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    key_hash: bytes = Field(primary_key=True)
    id: UUID = Field(default_factory=new_id)
    body_hash: bytes
    status: int
    headers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    sealed: bytes
    at: datetime = Field(sa_column=moment(nullable=False, index=True))
