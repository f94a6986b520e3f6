"""What somebody has written down so far of a need, before they have an account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import epoch_of, moment


class Draft(SQLModel, table=True):
    """A need that is still being written, by nobody who is known: sealed under the current epoch, for a day at most.

    `lookup`: a keyed hash of the secret that finds it, which only its writer's browser has.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    epoch: int | None = Field(default=None, sa_column=epoch_of("content"))
    created_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False, index=True))
