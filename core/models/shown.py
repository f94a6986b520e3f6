"""Whom the authors of needs were shown: remembered for two days, so that asking again tells nothing new."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.models.columns import kept, words
from core.models.values import SHOWN, Shown


class ShownSample(SQLModel, table=True):
    """One sample of those who could help with a need, as its author was shown it on a `day` (UTC), by its `number`.

    `question` is a hash of what was asked. `turned_down` are offers of it that were invited and not available.
    `why`: codes of what kept at least five others nearby from being in it.
    """

    __tablename__ = "shown_sample"
    need_id: UUID = Field(foreign_key="need.id", primary_key=True)
    day: date = Field(primary_key=True, index=True)
    number: int = Field(primary_key=True)
    question: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    shown: tuple[Shown, ...] = Field(default=(), sa_column=kept(SHOWN))
    why: list[str] = Field(default=[], sa_column=words())
    turned_down: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False))
