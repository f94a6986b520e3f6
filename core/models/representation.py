"""Representatives: people without the app, and who may speak for them within a recorded consent."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import moment, word, words


class ConsentHow(StrEnum):
    """How somebody agreed to be spoken for."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    WRITTEN = "written"
    LINK = "link"


class Covers(StrEnum):
    """What a consent covers."""

    POST = "post"
    ANSWER = "answer"
    REPORT = "report"


class Representation(SQLModel, table=True):
    """One representative for one person. `given_at` null: asked for by a link, and not yet answered.

    `shares`: which of the representative's own proved addresses stand in for the person's, where a need says so.
    `community_id`: the circle in which they were written down; None: no circle of the representative's.
    `safe_to_write`: False where somebody else may read what is sent to the person. `told_at`: when they were told that
    they were written down, at the address that they have now.
    """

    __table_args__ = (
        Index(
            "uq_representation_standing",
            "person_id",
            "representative_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    representative_id: UUID = Field(foreign_key="person.id", index=True)
    community_id: UUID | None = Field(default=None, foreign_key="community.id")
    how: ConsentHow = Field(sa_column=word(ConsentHow))
    covers: list[str] = Field(default=[], sa_column=words())
    shares: list[str] = Field(default=[], sa_column=words())
    given_at: datetime | None = Field(default=None, sa_column=moment())
    safe_to_write: bool = True
    told_at: datetime | None = Field(default=None, sa_column=moment())
    until: datetime | None = Field(default=None, sa_column=moment())
    created_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class HouseholdMark(SQLModel, table=True):
    """What two people of one household share: the keyed hash of a contact point that is not a representative's."""

    __tablename__ = "household_mark"
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, primary_key=True, index=True))


class LetterToStranger(SQLModel, table=True):
    """That somebody had a letter sent to an address whose owner did not ask for it: the keyed hash of it, and when."""

    __tablename__ = "letter_to_stranger"
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))


class TakeOver(SQLModel, table=True):
    """A word by which a represented person takes everything into their own hands; kept as a keyed hash."""

    __tablename__ = "take_over"
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    made_by: UUID = Field(foreign_key="person.id")
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=moment())
