"""What somebody who answers for a circle did a moment ago, and may take back before anybody is told of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import json, moment


class DeskAct(SQLModel, table=True):
    """`events`: the lines of what was done, which are announced from `until` on. `before`: the rows it changed, as they
    were and as it left them: ids, codes and times alone.
    """

    __tablename__ = "desk_act"
    __table_args__ = (Index("ix_desk_act_by", "by_id", "until"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False))
    by_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False))
    kind: str
    subject_type: str
    subject_id: UUID
    events: list[int] = Field(default=[], sa_column=Column(ARRAY(BigInteger), nullable=False))
    before: dict[str, object] = Field(default={}, sa_column=json())
    at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False, index=True))
    taken_back_at: datetime | None = Field(default=None, sa_column=moment())
