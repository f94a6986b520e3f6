"""Conditions whose statement is the same whatever values it is run with, so that it is written and planned once."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Uuid, all_, any_, bindparam, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped

Ids = Collection[UUID] | BindParameter[Any]
"""Some ids, or the name under which they are given when the statement is run."""


def among(column: Mapped[Any], ids: Ids) -> ColumnElement[bool]:
    """`column` is one of `ids`, however many they are."""
    return column == any_(_array(ids))


def none_of(column: Mapped[Any], ids: Ids) -> ColumnElement[bool]:
    return column != all_(_array(ids))


def _array(ids: Ids) -> BindParameter[Any]:
    return ids if isinstance(ids, BindParameter) else bindparam(None, list(ids), type_=ARRAY(Uuid()))


def is_word(column: Mapped[Any] | ColumnElement[str], *words: StrEnum) -> ColumnElement[bool]:
    """`column` is one of these words. They stand in the statement: an index on some words only is seen to fit."""
    return column.in_([literal_column(f"'{word.value}'") for word in words])
