"""Everything in a database that a set of keys opens, whatever table and column it lies in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, text
from sqlmodel import Session, SQLModel

from core.crypto.keyring import VERSION, vault
from core.crypto.vault import Cell

_NONCE = 12


def person_keys(session: Session) -> dict[UUID, AESGCM]:
    """Every person's key that a database holds."""
    rows = session.execute(text("SELECT person_id, version, wrapped FROM person_key"))
    return {row.person_id: vault(session).unwrap(row.wrapped, row.person_id, row.version) for row in rows}


def in_plain(session: Session, words: Iterable[str]) -> set[tuple[str, str]]:
    """Tables in whose rows one of these words stands as it is, as text or as bytes."""
    found = set()
    for table in SQLModel.metadata.tables:
        rows = session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars().all()
        found |= {
            (table, word) for word in words for row in rows if word in row or word.encode().hex() in row
        }
    return found


def sealed_values(session: Session) -> Iterator[tuple[str, UUID | None, str, bytes]]:
    """Every value of every column of bytes: table, row, column, value."""
    for table in SQLModel.metadata.tables.values():
        columns = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
        row_id = next((name for name in ("id", "match_id", "person_id") if name in table.columns), None)
        for row in session.execute(table.select()).mappings() if columns else ():
            for column in columns:
                if row[column]:
                    name = f"{row['side']}.{column}" if table.name == "match_report" else column
                    yield table.name, row[row_id] if row_id else None, name, bytes(row[column])


def cells(session: Session, key: AESGCM) -> Iterator[tuple[Cell, bytes]]:
    """Everything that this key opens, by where it lies, as it lies there."""
    for table, row, column, value in sealed_values(session):
        if row is None:
            continue
        cell = Cell(table, row, column)
        with suppress(InvalidTag):
            key.decrypt(value[:_NONCE], value[_NONCE:], cell.associated(VERSION))
            yield cell, value


def opened(session: Session, keys: Iterable[AESGCM]) -> Iterator[tuple[str, str, str]]:
    """Every text that one of these keys opens: table, column, text."""
    for key in list(keys):
        for cell, value in cells(session, key):
            said = key.decrypt(value[:_NONCE], value[_NONCE:], cell.associated(VERSION)).decode()
            yield cell.table, cell.column, said
