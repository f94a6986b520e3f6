"""Who answers for a community right now, and who spoke for it when it was founded."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class Duty(SQLModel, table=True):
    """A coordinator who may be rung for this community, whatever the hour, from `since` until then. Those of one person
    lie apart.

    `handed_on_at`: when what they left open was told to whoever is on duty next.
    """

    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    since: datetime = Field(sa_column=Column(moment().type, primary_key=True))
    until: datetime = Field(sa_column=moment(nullable=False))
    handed_on_at: datetime | None = Field(default=None, sa_column=moment())


class Recognition(SQLModel, table=True):
    """A steward's word, of a recognised community, that another one is what it says."""

    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    steward_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
