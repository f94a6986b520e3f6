"""What a section of an export is made of: whose rows, in which order, and which columns in plain and opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, SQLModel, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.crypto.vault import Cell

Whose = Callable[[Caller], ColumnElement[bool]]
"""Which rows of a table are this person's."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed column: under whose key it lies, in which cell, and what it is called where it can be read."""

    column: str
    name: str
    owner: Callable[[SQLModel], UUID]
    cell: Callable[[SQLModel], Cell]

    def read(self, session: Session, row: SQLModel) -> str | None:
        """The text; None where there is none, or its owner's key was destroyed."""
        return keyring(session).open(self.owner(row), self.cell(row), getattr(row, self.column))


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing in an export. `columns` stand as they are, `opened` are read with the key they lie under."""

    name: str
    means: str
    table: type[SQLModel]
    whose: Whose
    columns: tuple[str, ...]
    opened: tuple[Opened, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Its primary key: by it pages follow one another, and none is read twice."""
        return tuple(column.name for column in self.table.__table__.primary_key)  # type: ignore[attr-defined]


def under(owner: str, column: str, cell: Callable[[SQLModel], Cell], name: str | None = None) -> Opened:
    """A column sealed under the key of the person whom `owner` names."""

    def owner_of(row: SQLModel) -> UUID:
        return cast(UUID, getattr(row, owner))

    return Opened(column, name or column, owner_of, cell)


def own(table: type[SQLModel], *columns: str) -> Whose:
    """Rows in which one of these columns names the person."""
    return lambda caller: or_(*(col(getattr(table, column)) == caller.person_id for column in columns))


def in_cell(cell: Callable[[UUID], Cell]) -> Callable[[SQLModel], Cell]:
    """The cell of a row, where its id alone says which."""
    return lambda row: cell(cast(UUID, row.id))  # type: ignore[attr-defined]
