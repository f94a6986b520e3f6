"""Free words of a reason or a note, sealed under the key of the person they concern."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment


class Note(SQLModel, table=True):
    """`event_id` ties words to the line of the event they explain; the event itself holds none. Without an author it is
    the operator's.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    event_id: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    subject_id: UUID = Field(index=True)
    about_person: UUID = Field(foreign_key="person.id")
    author_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    at: datetime = Field(sa_column=moment(nullable=False))
    sealed: bytes
