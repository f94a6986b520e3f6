"""Decisions of humans about somebody, and the appeals against them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import Role


class Decision(SQLModel, table=True):
    """What a human decided about somebody. Its reason is the `Note` of its event.

    `about_id` is a need, a match, a case, an appeal, or the person whose membership it is. `concerns` is whom it tells;
    `against_id` whom of them it goes against, who may appeal. `parties` are all who have a part in the matter, who
    raised it among them, and shown to nobody; `accused_id` is one of them, where it is about a complaint. `by_id` and
    `by_role`: who decided, and what they answered for then; None: the operator.
    """

    __table_args__ = (
        Index("ix_decision_concerns", "concerns", postgresql_using="gin"),
        Index("ix_decision_about_id", "about_id", "at"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_column=moment(nullable=False))
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    about: Ruled = Field(sa_column=word(Ruled))
    about_id: UUID
    ruling: Ruling = Field(sa_column=word(Ruling))
    concerns: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    against_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    parties: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    accused_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    by_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    by_role: Role | None = Field(default=None, sa_column=word(Role, nullable=True))
    event_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))


class Appeal(SQLModel, table=True):
    """Somebody says that a decision was wrong, once; `sealed` is why, under the key of whom it concerns (`for_id`).

    `by_id` is who wrote it, another where somebody speaks for them. Open until a human who had no part has looked.
    """

    __table_args__ = (Index("ix_appeal_open", "at", postgresql_where="closed_at IS NULL"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    decision_id: UUID = Field(sa_column=Column(ForeignKey("decision.id"), nullable=False, unique=True))
    for_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    operator_told_at: datetime | None = Field(default=None, sa_column=moment())
    outcome: Ruling | None = Field(default=None, sa_column=word(Ruling, nullable=True))
