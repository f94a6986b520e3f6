"""Changes of a community that wait for another's word, or for time to object."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import kept, moment, word
from core.models.values import PROPOSED_CHANGE, ProposedChange
from matching.words.changing import ChangeEnd, ChangeKind


class PendingChange(SQLModel, table=True):
    """What is to change, by whose wish, since when; kept after it ended, as what stewards did.

    `person_id` is whom it is about, where it is about somebody. `agreed` have given their word, those of
    `agreed_as_neighbours` as stewards of another community; `by_operator`: so has the operator. `ends_at` is when
    time has the last word.
    """

    __tablename__ = "pending_change"
    __table_args__ = (
        Index(
            "uq_pending_change_open",
            "community_id",
            "kind",
            "person_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_pending_change_due", "ends_at", postgresql_where="ended_at IS NULL"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    kind: ChangeKind = Field(sa_column=word(ChangeKind))
    person_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id"), index=True))
    proposed: ProposedChange = Field(default=ProposedChange(), sa_column=kept(PROPOSED_CHANGE))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    since: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    agreed: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False))
    agreed_as_neighbours: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False))
    by_operator: bool = False
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_as: ChangeEnd | None = Field(default=None, sa_column=word(ChangeEnd, nullable=True))
