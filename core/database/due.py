"""What is due: rows for which the time has come, and from when on there are any, asked of many in one breath."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Executable,
    Select,
    TextClause,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped
from sqlmodel import Session

NOW: BindParameter[datetime] = bindparam("now", type_=DateTime(timezone=True))
"""The moment that rows are asked for."""
LIMIT: BindParameter[int] = bindparam("limit")
"""How many of them at most."""
LONG_AGO: ColumnElement[datetime] = func.to_timestamp(0)
"""Before all times: what is due whatever the hour has been so since then."""

Moment = datetime | ColumnElement[datetime]
"""A time, or `NOW` within a question."""
Column = ColumnElement[Any] | Mapped[Any]


class Since:
    """A question from which moment on there may be something to do; the answer is null where nothing is in sight.

    It names no time and takes no values: its statement is always the same, planned by what the tables hold, and an
    index on some words only is seen to fit.
    """

    def __init__(self, question: ColumnElement[Any] | str) -> None:
        self._question = question

    @cached_property
    def sql(self) -> str:
        """The question as an expression."""
        if isinstance(self._question, str):
            return self._question
        named = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
        return str(self._question.compile(dialect=named, compile_kwargs={"literal_binds": True}))


class Due:
    """The rows that are due at `NOW`, at most `LIMIT`, and since when there are any: there are none before."""

    def __init__(self, rows: Executable, since: Since) -> None:
        self._rows, self.since = rows, since

    def __call__(self, session: Session, now: datetime, limit: int) -> list[UUID]:
        """Their ids; no lock is taken."""
        return list(session.execute(self._rows, {"now": now, "limit": limit}).scalars())


def due(
    ids: Mapped[UUID],
    *wanted: ColumnElement[bool],
    at: Column | Sequence[Column],
    after: timedelta = timedelta(),
    besides: Sequence[ColumnElement[bool]] = (),
    order: Sequence[Column] = (),
) -> Due:
    """The rows of which all that is `wanted` holds, `after` one of their moments `at`, where what is `besides` holds;
    by their ids, or in the order that is named.

    Only `besides` may speak of the time: what is wanted and when is all that tells since when there are any.
    """
    moments = at if isinstance(at, Sequence) else (at,)
    until = NOW - after if after else NOW
    rows = select(ids).where(*wanted, or_(*(moment <= until for moment in moments)), *besides)
    return Due(
        rows.order_by(*(order or [ids])).limit(LIMIT),
        Since(func.least(*(first(moment, *wanted) for moment in moments)) + after),
    )


def first(moment: Column, *wanted: ColumnElement[bool]) -> ColumnElement[Any]:
    """SQL: the first such moment of the rows of which all that is wanted holds."""
    return select(func.min(moment)).where(*wanted).scalar_subquery()


def at_once(rows: Select[Any]) -> ColumnElement[Any]:
    """SQL: since long ago, where there are such rows."""
    return case((exists(rows), LONG_AGO))


def since(session: Session, questions: Sequence[Since]) -> list[datetime | None]:
    """The answer to each of the questions, all asked in one statement, which is planned once for a connection."""
    if not questions:
        return []
    with _planned_at_once(session):
        return list(session.execute(_together(tuple(questions))).one())


@lru_cache
def _together(questions: tuple[Since, ...]) -> TextClause:
    return text("SELECT " + ", ".join(f"({question.sql})" for question in questions))


@contextmanager
def _planned_at_once(session: Session) -> Iterator[None]:
    """What is asked within is prepared at its first asking on a connection; the driver else waits until the sixth."""
    driver = session.connection().connection.driver_connection
    if driver is None:
        raise TypeError("a session without a connection")
    if driver.prepare_threshold is None:  # through a pooler nothing is prepared
        yield
        return
    usual, driver.prepare_threshold = driver.prepare_threshold, 0
    try:
        yield
    finally:
        driver.prepare_threshold = usual
