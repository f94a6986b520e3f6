"""Who answers for a community right now, and who spoke for it when it was founded."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class Duty(SQLModel, table=True):
    """A coordinator who may be rung for this community, whatever the hour, until then."""

    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    until: datetime = Field(sa_column=moment(nullable=False))


class Recognition(SQLModel, table=True):
    """A steward's word, of a recognised community, that another one is what it says."""

    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    steward_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
