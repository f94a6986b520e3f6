"""By which words of their names people of a circle are found: keyed hashes, with a key for each circle."""

from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary
from sqlmodel import Field, SQLModel


class NameMark(SQLModel, table=True):
    """A word of somebody's name, or its first three letters, as one circle's keyed hash; erased with the person."""

    __tablename__ = "name_mark"
    __table_args__ = (Index("ix_name_mark_mark", "community_id", "mark"),)
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
