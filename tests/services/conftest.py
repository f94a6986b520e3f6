"""What the services' tests stand on beside what all tests share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from tests.support.rows import a_community


@pytest.fixture
def community(session: Session) -> UUID:
    """A community of the first of March 2026, with nobody in it."""
    return a_community(session, datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def meanwhile(session: Session) -> Iterator[Callable[..., None]]:
    """`meanwhile(statement, **values)`: what others do between an action's reading and its first lock.

    It is done once, as the first row is locked, and on the same connection: seen as if it had been committed.
    """
    waiting: list[tuple[str, dict[str, Any]]] = []
    connection = session.connection()

    def before_it_locks(_: object, __: object, statement: str, *rest: object) -> None:
        if waiting and "FOR NO KEY UPDATE" in statement:
            happens, values = waiting.pop()
            connection.execute(text(happens), values)

    event.listen(connection, "before_cursor_execute", before_it_locks)
    yield lambda statement, **values: waiting.append((statement, values))
    event.remove(connection, "before_cursor_execute", before_it_locks)
    assert not waiting, "nothing was locked, so nothing happened in between"
