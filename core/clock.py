"""The one place that reads the time. In development the clock can be moved forward, for everybody at once."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from core import source
from core.events import CLOCK_MOVED, wake

_ADVANCE = text("""
    WITH moved AS (UPDATE clock_offset SET seconds = seconds + :s
                    WHERE id = (SELECT min(id) FROM clock_offset) RETURNING id)
    INSERT INTO clock_offset (seconds) SELECT :s WHERE NOT EXISTS (SELECT FROM moved)
""")
"""One row however often it is moved; two, where two moved it first at once: what counts is their sum."""


def real_now() -> datetime:
    return source.current().now()


def now(session: Session, *, movable: bool) -> datetime:
    """The time that doors hand to services; `movable` adds the offset that development keeps in the database."""
    if not movable:
        return real_now()
    seconds = session.execute(text("SELECT coalesce(sum(seconds), 0) FROM clock_offset")).scalar_one()
    return real_now() + timedelta(seconds=float(seconds))


def advance(session: Session, by: timedelta) -> None:
    """Moves the development clock forward by `by`."""
    session.execute(_ADVANCE, {"s": by.total_seconds()})
    wake(session, CLOCK_MOVED)
