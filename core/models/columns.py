"""Column types that the tables share."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Enum, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType
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

    def get_col_spec(self, **_: Any) -> str:
        return "POINT"


ischema_names["point"] = Point  # so that comparing models with a database knows it


def word(kind: type[StrEnum], *, nullable: bool = False, index: bool = False) -> Any:
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


def words() -> Any:
    return Column(ARRAY(Text), nullable=False, server_default="{}")


def json(*, nullable: bool = False) -> Any:
    return Column(JSONB, nullable=nullable)


def moment(*, nullable: bool = True, index: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable, index=index)
