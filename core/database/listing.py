"""A page of a list: the rows that are wanted, oldest or newest first, after where the page before ended."""

from collections.abc import Collection
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
    statuses: Collection[StrEnum],
    newest: bool = False,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Ids grow with time: ordered by them, the oldest comes first and a page goes on where the last one ended.

    `statuses`: those that are wanted; empty: all.
    """
    query = select(table).where(*wanted).order_by(col(table.id).desc() if newest else col(table.id))
    if statuses:
        query = query.where(col(table.status).in_(list(statuses)))
    if after is not None:
        query = query.where(col(table.id) < after if newest else col(table.id) > after)
    return list(session.execute(query.limit(limit)).scalars())
