"""What a job is: how often it looks, what it does, and since when there is anything to do."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from core.database.db import Database
from core.database.due import Due, Since
from core.database.retries import TRIES, lost_a_race
from services.due import finding

log = logging.getLogger(__name__)

AT_A_TIME = 100

Run = Callable[[Database, datetime, random.Random], int]


def _nothing() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Job:
    """Something time does: how often to look, and what to do; returns how much it did.

    Before the moment that `since` tells it does nothing, unless something is `under_way` that stands in no row; without
    a question only running it tells.
    """

    name: str
    every: timedelta
    run: Run
    since: Since | None = None
    under_way: Callable[[], bool] = _nothing


def over(name: str, every: timedelta, find: Due, act: finding.Act) -> Job:
    """A job over the rows that are due."""
    return Job(name, every, each(find, act), find.since)


def each(find: finding.Find, act: finding.Act) -> Run:
    """What is done over rows: finds ids, then one transaction per row, tried again after a deadlock.

    Counts the rows that went well, so that one that never does is left for the next tick.
    """

    return each_drawing(find, lambda session, row_id, now, _rng: act(session, row_id, now))


def each_drawing(find: finding.Find, act: finding.DrawingAct) -> Run:
    """As `each`, for acts that draw lots."""

    def run(database: Database, now: datetime, rng: random.Random) -> int:
        with database.transaction() as session:
            ids = find(session, now, AT_A_TIME)
        return sum(alone(database, partial(_act, act, row_id, now, rng), row_id) for row_id in ids)

    return run


def whole(act: Callable[[Session, datetime], int]) -> Run:
    """What is done in one transaction."""

    def run(database: Database, now: datetime, _rng: random.Random) -> int:
        with database.transaction() as session:
            return act(session, now)

    return run


def _act(act: finding.DrawingAct, row_id: UUID, now: datetime, rng: random.Random, session: Session) -> None:
    act(session, row_id, now, rng)


def alone(database: Database, act: Callable[[Session], None], row_id: UUID) -> bool:
    """Does this to one row, in a transaction of its own; returns whether it went well.

    A lost connection is for the caller: the other rows would fare the same.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with database.transaction() as session:
                act(session)
            return True
        except Exception as error:
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            if not lost_a_race(error) or attempt == TRIES:
                log.exception("row %s", row_id)
                return False
    return False
