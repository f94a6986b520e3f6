"""A page of a list: the rows that are wanted, oldest first, after where the page before ended."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.models import Match, Need, Offer

Row = TypeVar("Row", Need, Offer, Match)


def page(
    session: Session,
    table: type[Row],
    *wanted: ColumnElement[bool],
    status: StrEnum | None,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Ids grow with time: ordered by them, the oldest comes first and a page goes on where the last one ended."""
    query = select(table).where(*wanted).order_by(col(table.id)).limit(limit)
    if status is not None:
        query = query.where(col(table.status) == status)
    if after is not None:
        query = query.where(col(table.id) > after)
    return list(session.execute(query).scalars())
