"""What is held of whoever has an address: of each class how many rows, and until when; never a word, name or place."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session, SQLModel, col

from core.crypto.keyring import vault
from core.events import EventKind
from core.models import ContactPoint, Event, Person, SignInChallenge
from core.models.person import ContactKind
from services.people import former_points
from services.retention.table import TABLE

_NAMES_SOMEBODY = frozenset(
    {
        "person_id",
        "author_id",
        "by_id",
        "for_id",
        "actor_id",
        "about_id",
        "helper_person_id",
        "beneficiary_id",
    }
)
"""Columns that name a person also where no constraint says so."""
_OF_ALL = {"event": ("actor_id", "for_id"), "person": ("id",)}


@dataclass(frozen=True, slots=True)
class Count:
    """Of one class: how many rows of it name somebody, and how long it is kept."""

    name: str
    rows: int
    until: str


@dataclass(frozen=True, slots=True)
class Held:
    """One account that has an address, or had it: in use (`gone_at` None), erased, or reduced as nobody used it.

    `made_on`, `seen_on`: the two days that stay of one that was reduced; None of any other.
    """

    gone_at: datetime | None = None
    made_on: datetime | None = None
    seen_on: datetime | None = None
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything that is held of an address: accounts that proved it, or had; in how many others it is written down;
    how many codes were sent there lately.
    """

    accounts: tuple[Held, ...] = field(default=())
    written_down: int = 0
    codes: int = 0


def of(session: Session, kind: ContactKind, address: str, *, now: datetime) -> Holding:
    """What is held of whoever has this address. `address`: as it is looked up."""
    lookup = vault(session).index(kind, address)
    points = session.scalars(
        select(ContactPoint).where(col(ContactPoint.kind) == kind, col(ContactPoint.lookup) == lookup)
    ).all()
    proved = [point.person_id for point in points if point.verified_at is not None]
    before = former_points.before(session, kind, lookup, but=UUID(int=0), now=now)
    people = dict.fromkeys([*proved, *(one.person_id for one in before)])
    codes = select(func.count()).where(col(SignInChallenge.lookup) == lookup)
    return Holding(
        accounts=tuple(_held(session, session.get_one(Person, person)) for person in people),
        written_down=sum(point.verified_at is None for point in points),
        codes=int(session.execute(codes).scalar_one()),
    )


def _held(session: Session, person: Person) -> Held:
    if person.erased_at is None:
        return Held(counts=_counts(session, person.id))
    reduced = select(Event).where(
        col(Event.kind) == EventKind.PERSON_REDUCED, col(Event.subject_id) == person.id
    )
    if session.scalars(reduced.limit(1)).first() is None:
        return Held(person.erased_at, counts=_counts(session, person.id))
    return Held(person.erased_at, person.created_at, person.seen_at or person.created_at)


def _counts(session: Session, person_id: UUID) -> tuple[Count, ...]:
    found = [(kept, sum(_rows(session, table, person_id) for table in kept.holds)) for kept in TABLE]
    return tuple(Count(kept.name, rows, kept.until) for kept, rows in found if rows)


def _rows(session: Session, table: str, person_id: UUID) -> int:
    """How many rows of a table name this person."""
    columns = SQLModel.metadata.tables[table].columns
    names = _OF_ALL.get(table) or [
        column.name
        for column in columns
        if column.name in _NAMES_SOMEBODY
        or any(key.column.table.name == "person" for key in column.foreign_keys)
    ]
    if not names:
        return 0
    naming = or_(*(columns[name] == person_id for name in names))
    return int(session.execute(select(func.count()).where(naming)).scalar_one())
