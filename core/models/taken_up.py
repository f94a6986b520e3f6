"""Who has taken up what needs a human, so that others of the circle need not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class TakenUp(SQLModel, table=True):
    """A coordinator said "I take it": of a need, a match or a member that stands in the queue; it ends by itself."""

    __tablename__ = "taken_up"
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    subject_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), nullable=False, index=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))
