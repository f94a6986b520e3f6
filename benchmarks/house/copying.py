"""Rows into a benchmark's database, without the checks of the product's own way."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

from benchmarks.house.database import BenchDatabase
from core.models.columns import Kept


def copy(
    connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Rows into a table, as fast as PostgreSQL takes them."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(into) as stream:
        for row in rows:
            stream.write_row(row)


def copy_like(connection: psycopg.Connection, usual: SQLModel, rows: Iterable[dict[str, Any]]) -> None:
    """Rows that are as `usual` except for what each names; all name the same columns. None: nothing is copied."""
    table = usual.__table__  # type: ignore[attr-defined]
    common = {column.name: _as_stored(column, getattr(usual, column.name)) for column in table.c}
    common = {name: value for name, value in common.items() if value is not None}
    whole = (common | row for row in rows)
    first = next(whole, None)
    if first is not None:
        values = (list(row.values()) for row in itertools.chain([first], whole))
        copy(connection, table.name, list(first), values)


def _as_stored(column: Any, value: Any) -> Any:
    if isinstance(column.type, Kept) and value is not None:
        value = column.type.form.written(value)
    return orjson.dumps(value).decode() if isinstance(column.type, JSONB | Kept) else value


@contextmanager
def owner(bench: BenchDatabase) -> Iterator[psycopg.Connection]:
    """A connection as the owner, committed at the end.

    Foreign keys are not checked: what is copied is right, and a million checks take a minute.
    """
    with psycopg.connect(plain_url(bench.address.owner_url)) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def plain_url(url: str) -> str:
    """A URL of SQLAlchemy's as the driver takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
