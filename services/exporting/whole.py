"""An export read whole: section after section, in one snapshot, page by page."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import select, text, tuple_
from sqlmodel import Session, SQLModel, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models.columns import Kept
from services.exporting.section import Section
from services.exporting.sections import SECTIONS

FORM = "minka-export-1"
"""What an export calls its form; another one when a field changes its meaning."""
ONE_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
PAGE = 500
"""So many rows are read in one statement, however many there are: none of them comes near its time-out."""

Row = dict[str, object]


def of(session: Session, caller: Caller) -> Row:
    """Everything that is kept of the caller, as it stood at one moment; the same again where nothing changed.

    Call it at the beginning of a transaction: from then on that transaction reads one snapshot. Within another one it
    reads what that reads.
    """
    if not session.connection().in_nested_transaction():
        session.execute(ONE_SNAPSHOT)
    whole: Row = {"form": FORM}
    for section in SECTIONS:
        whole[section.name] = [row for page in pages(session, caller, section) for row in page]
    return whole


def pages(session: Session, caller: Caller, section: Section) -> Iterator[list[Row]]:
    """The rows of one section, page by page, by their keys."""
    order = [col(getattr(section.table, name)) for name in section.key]
    wanted = select(section.table).where(section.whose(caller)).order_by(*order).limit(PAGE)
    query = wanted
    while True:
        rows = session.scalars(query).all()
        keyring(session).fetch(part.owner(row) for row in rows for part in section.opened)
        yield [_written(session, section, row) for row in rows]
        if len(rows) < PAGE:
            return
        last = tuple(getattr(rows[-1], name) for name in section.key)
        query = wanted.where(tuple_(*order) > last)


def _written(session: Session, section: Section, row: SQLModel) -> Row:
    """What stands in one row; what is empty is left out."""
    plain = {name: _plain(row, name) for name in section.columns}
    opened = {part.name: part.read(session, row) for part in section.opened}
    return {name: value for name, value in (plain | opened).items() if value is not None}


def _plain(row: SQLModel, name: str) -> object:
    value = getattr(row, name)
    kind = row.__table__.columns[name].type  # type: ignore[attr-defined]
    return cast(object, kind.form.written(value)) if isinstance(kind, Kept) and value is not None else value
