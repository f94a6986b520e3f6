"""Coarse cells in which needs wait: what workers share a round by."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from core.models.columns import moment


class Region(SQLModel, table=True):
    """One region's lease. `fence` rises with each claim: a worker that lost its lease writes nothing any more.

    `number` is the head of the H3 numbers of all cells within (see `services.asking.rounds.regions`).
    """

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    fence: int = 0
