"""Column types that the tables share."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Computed, DateTime, Dialect, Enum, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Point(UserDefinedType[str]):
    """PostgreSQL's own `point`: needs no extension and has an SP-GiST index."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "POINT"


ischema_names["point"] = Point  # so that comparing models with a database knows it


Json = Any  # its form knows what it is: JSON has no type that mypy could follow
"""What stands in a JSON column: objects and lists of texts, numbers and truths."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Form(Generic[Value]):
    """How a value stands in a JSON column: `written` as it is kept, `read` from whatever any version has written."""

    read: Callable[[Json], Value]
    written: Callable[[Value], Json]


class Kept(TypeDecorator[Value]):
    """A column of values, each kept as JSON by its form; the rows of `text` statements hold the JSON itself."""

    impl = JSONB
    cache_ok = True

    def __init__(self, form: Form[Value]) -> None:
        super().__init__()
        self.form = form

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> Json:  # noqa: ARG002 (SQLAlchemy's)
        return None if value is None else self.form.written(value)

    def process_result_value(self, value: Json, dialect: Dialect) -> Value | None:  # noqa: ARG002 (SQLAlchemy's)
        return None if value is None else self.form.read(value)


def word(kind: type[StrEnum], *, nullable: bool = False, index: bool = False) -> Column[Any]:
    """A word of the vocabulary: stored as its text, held by a CHECK."""
    return Column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [m.value for m in members],
            name=kind.__name__.lower(),
        ),
        nullable=nullable,
        index=index,
    )


def words() -> Column[Any]:
    return Column(ARRAY(Text), nullable=False, server_default="{}")


def json(name: str | None = None) -> Column[Any]:
    """JSON as it is. `name` where the column is called otherwise than the attribute."""
    return Column(name, JSONB, nullable=False)


def kept(form: Form[Value], *, nullable: bool = False) -> Column[Any]:
    return Column(Kept(form), nullable=nullable)


def moment(*, nullable: bool = True, index: bool = False) -> Column[Any]:
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


def epoch_of(sealed: str, *, index: bool = False) -> Column[int]:
    """Under which epoch of wrapping keys the column `sealed` is, as its own first four bytes say. While a row stands on
    an epoch, that one is not destroyed; under one that was, no row can be written.
    """
    bytes_of_it = " + ".join(f"get_byte({sealed}, {byte}) * {256 ** (3 - byte)}" for byte in range(4))
    return Column(
        "epoch",
        Integer,
        Computed(bytes_of_it, persisted=True),
        ForeignKey("wrapping_epoch.number"),
        nullable=False,
        index=index,
    )
