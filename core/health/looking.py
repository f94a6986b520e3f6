"""Looks at all parts, each in a transaction of its own, so that one that fails hides no other."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core import clock, source
from core.database import troubles
from core.database.db import Database
from core.health.part import Looking, Named, Part, State, worst
from core.machine.log_lines import described
from core.settings import Settings

log = logging.getLogger(__name__)

DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Found:
    """All parts as they were found, the database first."""

    parts: list[Part]

    @property
    def state(self) -> State:
        return worst(self.parts)

    def of(self, name: str) -> Part | None:
        """The part of this name, where it was looked at."""
        return next((part for part in self.parts if part.name == name), None)

    def serves(self, name: str) -> bool:
        """Whether the part of this name was looked at, and is not down."""
        part = self.of(name)
        return part is not None and part.state is not State.DOWN


def look(
    database: Database, settings: Settings, parts: Sequence[Named], now: datetime | None = None
) -> Found:
    """Every part, `now`; where the database does not answer, that, and what can be looked at without it."""
    now = now or clock.real_now()
    try:
        with database.transaction() as session:
            session.execute(text("SELECT 1"))
            moved = clock.now(session, movable=settings.is_development)
    except SQLAlchemyError as error:
        if troubles.is_unmigrated(error):
            moved = now
        else:
            there = [_one(database, settings, part, now, now) for part in parts if part.alone]
            return Found([Part.down(DATABASE, troubles.sentence(error)), *there])
    found = [Part.well(DATABASE)]
    return Found(found + [_one(database, settings, part, now, moved) for part in parts])


class Health:
    """Looks for whoever asks over the network, once a second at most, however many ask."""

    def __init__(self) -> None:
        self._last: tuple[float, Database, Found] | None = None
        self._one_at_a_time = threading.Lock()

    def look(self, database: Database, settings: Settings, parts: Sequence[Named]) -> Found:
        """All parts as they are, or were within the last second; while somebody else looks, as they were before that.

        So a database that hangs keeps one thread of this process waiting here, and not all.
        """
        if not self._one_at_a_time.acquire(blocking=self._last is None):
            return self._last[2] if self._last else Found([])
        try:
            seconds = source.current().seconds()
            if self._last is not None and self._last[1] is database and seconds - self._last[0] < 1:
                return self._last[2]
            found = look(database, settings, parts)
            self._last = (seconds, database, found)
            return found
        finally:
            self._one_at_a_time.release()


def _one(database: Database, settings: Settings, part: Named, now: datetime, moved: datetime) -> Part:
    try:
        with database.transaction() as session:
            return part.look(Looking(session, settings, now, moved))
    except SQLAlchemyError as error:
        return Part.down(part.name, troubles.sentence(error))
    except Exception as error:
        log.exception("part %s", part.name)
        return Part.degraded(part.name, f"It could not be looked at: {described(error)}. The log says where.")
