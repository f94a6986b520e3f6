"""What running Minka needs: limits, the movable clock, heartbeats, copies of what left in development."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Identity, LargeBinary
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class RateLimit(SQLModel, table=True):
    """A limit's state (GCRA): the theoretical time at which the next arrival would be on pace."""

    __tablename__ = "rate_limit"
    key: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    tat: datetime = Field(sa_column=moment(nullable=False, index=True))


class ClockOffset(SQLModel, table=True):
    """How far the development clock was moved forward: the sum of all rows, which is one as a rule."""

    __tablename__ = "clock_offset"
    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    seconds: float


class Heartbeat(SQLModel, table=True):
    """When each job last ran to its end."""

    job: str = Field(primary_key=True)
    at: datetime = Field(sa_column=moment(nullable=False))


class SentCopy(SQLModel, table=True):
    """Development only: the last messages that would have left, so that nobody needs a mail server."""

    __tablename__ = "sent_copy"
    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    channel: str
    address: str = Field(index=True)
    subject: str
    text: str
    at: datetime = Field(sa_column=moment(nullable=False))
