"""Who asks a circle to be called back, without an account; and numbers whose owners asked for no call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import epoch_of, moment


class CallRequest(SQLModel, table=True):
    """Somebody asks to be called by a circle: a number, and what they said beside it, sealed under the current epoch.

    `lookup`: the number's keyed hash, which no other kind of row holds. `taken_in_at`: since when it stands in the
    queue. `claimed_by`: to whom the number was opened last. `rung_at`: when somebody was rung for it.
    """

    __tablename__ = "call_request"
    __table_args__ = (
        Index(
            "uq_call_request_open",
            "community_id",
            "lookup",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), nullable=False, index=True))
    lookup: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    epoch: int | None = Field(default=None, sa_column=epoch_of("content"))
    urgent: bool = False
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    taken_in_at: datetime | None = Field(default=None, sa_column=moment())
    rung_at: datetime | None = Field(default=None, sa_column=moment())
    claimed_by: UUID | None = Field(default=None, sa_column=Column(ForeignKey("person.id")))
    closed_at: datetime | None = Field(default=None, sa_column=moment(index=True))


class CallShut(SQLModel, table=True):
    """A number that a circle calls no more until then, since its owner had asked for no call: its keyed hash alone."""

    __tablename__ = "call_shut"
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    lookup: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    until: datetime = Field(sa_column=moment(nullable=False, index=True))
