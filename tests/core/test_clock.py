"""The development clock: moved as often as one likes, and kept in one row."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

from core import clock


def test_a_clock_that_is_moved_often_is_kept_in_one_row(session: Session) -> None:
    before = clock.now(session, movable=True)
    for hours in (1, 2, 3):
        clock.advance(session, timedelta(hours=hours))
    assert session.execute(text("SELECT count(*), sum(seconds) FROM clock_offset")).one() == (1, 6 * 3600)
    assert timedelta(hours=6) <= clock.now(session, movable=True) - before < timedelta(hours=7)
