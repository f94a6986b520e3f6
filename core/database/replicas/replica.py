"""One copy of the database: asked whether it has all that the primary had, read, and left alone where it fails."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from core import source
from core.database import engines, pooling
from core.database.deadlines import LINE, WITHIN, Deadlines
from core.database.replicas.standing import HOW_FAR, HowFar, Mark, State
from core.database.retries import lost_a_race, will_pass

Read = TypeVar("Read")

CONNECTS_WITHIN_S = 2
ANSWERS_WITHIN_S = 1.0
"""Seconds for saying how far it has come: one that is frozen says nothing."""
GRACE_S = 1.0
LOOKS, LOOKS_AGAIN_S = 10, 0.005
"""So often, and so far apart, a call looks whether a copy has caught up: most are milliseconds behind."""
FAILED_RESTS_S = 30.0
"""Seconds for which nobody asks a copy that failed. Then one call tries it."""
BEHIND_RESTS_S = 1.0


class NotReady(Exception):
    """This copy is not read now."""


class Replica:
    """A copy at one address. What is asked of it has deadlines of its own, and writes nothing."""

    def __init__(self, url: str, *, pool_size: int, statement_timeout_ms: int, application: str) -> None:
        self._engine = engines.made(
            url,
            pool_size=pool_size,
            pool_timeout=CONNECTS_WITHIN_S,
            line=LINE | {"application_name": f"{application} reads", "connect_timeout": CONNECTS_WITHIN_S},
        )
        self._deadlines = Deadlines(self._engine, statement_timeout_ms / 1000 + GRACE_S)
        pooling.settle(
            self._engine,
            statement_timeout_ms,
            lambda driver: self._deadlines.bounded(driver, ANSWERS_WITHIN_S),
            only_reads=True,
        )
        self._turn, self._rests_until = threading.Lock(), 0.0
        self.state = State.READY
        """As it was found last."""
        self.age = 0.0
        """Seconds since what it had replayed last was committed, as it was found last."""

    def may_be_tried(self) -> bool:
        """Whether it does not rest. Of those who come when its rest is over, one tries it, and the others go on."""
        now = source.current().seconds()
        with self._turn:
            if now < self._rests_until:
                return False
            if self.state is not State.READY:
                self._rests_until = now + FAILED_RESTS_S
            return True

    def read(self, mark: Mark, info: Mapping[str, object], act: Callable[[Session], Read]) -> Read:
        """What `act` reads of this copy, which has all of `mark`.

        Raises NotReady where it has not, where it is no copy, and where it fails; it rests then.
        """
        try:
            with self._engine.connect() as connection:
                self._ensure_ready(connection, mark)
                with Session(connection, info=dict(info), expire_on_commit=False) as session:
                    return act(session)
        except SQLAlchemyError as error:
            # What is replayed may end what is read, and a question that takes too long is nobody's fault here.
            if will_pass(error) and not lost_a_race(error):
                self._found(State.AWAY, FAILED_RESTS_S)
            raise NotReady from error

    def look(self, mark: Mark) -> State:
        """How it does; where it rests, how it was found last."""
        if self.may_be_tried():
            with suppress(NotReady):
                self.read(mark, {}, lambda _: None)
        return self.state

    def close(self) -> None:
        self._deadlines.close()
        self._engine.dispose()

    def _ensure_ready(self, connection: Connection, mark: Mark) -> None:
        for _ in range(LOOKS):
            found = _how_far(connection, mark)
            if found.caught_up or not found.copies:
                break
            time.sleep(LOOKS_AGAIN_S)
        self.age = found.age
        if found.state is State.READY:
            return self._found(State.READY, 0)
        self._found(found.state, BEHIND_RESTS_S)
        raise NotReady

    def _found(self, state: State, rests_s: float) -> None:
        with self._turn:
            self.state, self._rests_until = state, source.current().seconds() + rests_s


_ASKED = text(HOW_FAR).execution_options(**{WITHIN: ANSWERS_WITHIN_S})


def _how_far(connection: Connection, mark: Mark) -> HowFar:
    """Asked in a transaction that ends with it: what is read begins one of its own, and may want a snapshot."""
    try:
        row = connection.execute(_ASKED, mark.told())
        return HowFar(*row.one())
    finally:
        if not connection.invalidated:
            connection.rollback()
