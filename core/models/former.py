"""Coming back: by what somebody who let their address go is known again, and whose later accounts are whose."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class FormerPoint(SQLModel, table=True):
    """A proved address, or an account elsewhere, that signs an account in no more: its keyed hash, and nothing else.

    `used_at`: when it was last used here. Gone after `until`.
    """

    __tablename__ = "former_point"
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    used_at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False, index=True))


class FormerSelf(SQLModel, table=True):
    """`person_id` was here before as `former_id`: what bound that account binds this one. Gone after `until`."""

    __tablename__ = "former_self"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    former_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    until: datetime = Field(sa_column=moment(nullable=False, index=True))
