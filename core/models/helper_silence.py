"""Helpers from whom nothing was heard for long, and what was done about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class HelperSilence(SQLModel, table=True):
    """Since when somebody is silent, when they were told so kindly, and since when their offers rest because of it."""

    __tablename__ = "helper_silence"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    since: datetime = Field(sa_column=moment(nullable=False))
    told_at: datetime = Field(sa_column=moment(nullable=False))
    paused_at: datetime | None = Field(default=None, sa_column=moment())
