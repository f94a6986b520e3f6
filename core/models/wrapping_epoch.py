"""Epochs of wrapping keys, as the database knows them: which are in use, which were destroyed, and who holds which.

No key stands here. A `mark` is a keyed hash by which an epoch is told from another one of the same number.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class WrappingEpoch(SQLModel, table=True):
    """An epoch that was adopted; under the newest one all is wrapped. `left_at`: when the last key was wrapped anew.

    Number 0 is the master key itself, for databases from before.
    """

    __tablename__ = "wrapping_epoch"
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    mark: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    adopted_at: datetime = Field(sa_column=moment(nullable=False))
    left_at: datetime | None = Field(default=None, sa_column=moment())


class DestroyedEpoch(SQLModel, table=True):
    """An epoch whose file goes, or has gone, wherever it lay."""

    __tablename__ = "destroyed_epoch"
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    destroyed_at: datetime = Field(sa_column=moment(nullable=False))


class ServingProcess(SQLModel, table=True):
    """A process that reads and writes here: the marks of the epochs that it holds, and when it last said so, by the
    database's clock. `newest`: the number of the newest of them.
    """

    __tablename__ = "serving_process"
    id: UUID = Field(primary_key=True)
    kind: str
    newest: int
    marks: list[bytes] = Field(sa_column=Column(ARRAY(LargeBinary), nullable=False))
    at: datetime = Field(sa_column=moment(nullable=False))
