"""People: as little as helping needs, and what is private sealed."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy import Identity as Numbered
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import epoch_of, moment, word, words
from core.time_zones import UNSAID


class Person(SQLModel, table=True):
    """An account. `number` is a small stand-in for the id where an index needs one; nobody sees it.

    Quiet hours and limits are null until somebody chooses their own: their community's dials hold till then.
    `to_be_met`: since when a coordinator is to speak with them first, for their address was long that of somebody
    who was kept away from others. `erasure_from`: from when on somebody may erase themself who has nothing to show who
    they are by. `unused_told_at`, `unused_again_at`: when they were told that an account ends that nobody uses.
    """

    __table_args__ = (
        Index("ix_person_to_be_met", "id", postgresql_where="to_be_met IS NOT NULL"),
        Index("ix_person_minor", "id", postgresql_where="is_adult IS FALSE"),
        Index("ix_person_erased", "erased_at", postgresql_where="erased_at IS NOT NULL"),
        Index("ix_person_seen", text("coalesce(seen_at, created_at)"), postgresql_where="erased_at IS NULL"),
        Index(
            "ix_person_unused_told",
            "unused_told_at",
            postgresql_where="erased_at IS NULL AND unused_told_at IS NOT NULL",
        ),
        Index(
            "ix_person_unused_again",
            "unused_again_at",
            postgresql_where="erased_at IS NULL AND unused_again_at IS NOT NULL",
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: int | None = Field(
        default=None, sa_column=Column(BigInteger, Numbered(always=True), unique=True, nullable=False)
    )
    created_at: datetime = Field(sa_column=moment(nullable=False))
    seen_at: datetime | None = Field(default=None, sa_column=moment())
    erased_at: datetime | None = Field(default=None, sa_column=moment())
    represented: bool = False
    display_name: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    languages: list[str] = Field(default=[], sa_column=words())
    locale: str = "en"
    time_zone: str = UNSAID
    is_adult: bool | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    asks_a_day: int | None = None
    asks_a_week: int | None = None
    urgent_welcome: bool = False
    paused: bool = False
    paused_until: datetime | None = Field(default=None, sa_column=moment())
    hidden: bool = False
    to_be_met: datetime | None = Field(default=None, sa_column=moment())
    erasure_from: datetime | None = Field(default=None, sa_column=moment())
    unused_told_at: datetime | None = Field(default=None, sa_column=moment())
    unused_again_at: datetime | None = Field(default=None, sa_column=moment())
    edition: int = 1
    """Counts what was changed of what is said of them: what `If-Match` of an edit compares."""


class PersonKey(SQLModel, table=True):
    """A person's data key, wrapped by an epoch outside the database. Deleting this row erases the person."""

    __tablename__ = "person_key"
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True))
    version: int
    wrapped: bytes
    epoch: int | None = Field(default=None, sa_column=epoch_of("wrapped", index=True))


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class ContactPoint(SQLModel, table=True):
    """Where somebody can be reached. Found by a keyed hash; readable only with the person's key.

    One that was proved signs in, and belongs to one person; one that was only told may be several people's.
    `proves_from`: from when on it shows who somebody is, where it was added without that being shown; None: it does.
    """

    __tablename__ = "contact_point"
    __table_args__ = (
        Index(
            "uq_contact_point_verified",
            "kind",
            "lookup",
            unique=True,
            postgresql_where="verified_at IS NOT NULL",
        ),
        Index("ix_contact_point_lookup", "lookup"),
    )
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: ContactKind = Field(sa_column=word(ContactKind))
    lookup: bytes
    sealed: bytes
    verified_at: datetime | None = Field(default=None, sa_column=moment())
    used_at: datetime = Field(sa_column=moment(nullable=False))
    proves_from: datetime | None = Field(default=None, sa_column=moment())


class Identity(SQLModel, table=True):
    """An account elsewhere that signs in here (Firebase), as a keyed hash.

    `anonymous`: nobody can sign in to it anew, so it shows nobody who they are.
    """

    __table_args__ = (UniqueConstraint("provider", "lookup"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    provider: str
    lookup: bytes
    anonymous: bool = False
