"""By what a database knows the master key that its people's keys are wrapped under."""

from sqlalchemy import Column, LargeBinary, SmallInteger
from sqlmodel import Field, SQLModel


class KeyCheck(SQLModel, table=True):
    """One row: a keyed hash that the right master key alone makes anew."""

    __tablename__ = "key_check"
    number: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    mac: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
