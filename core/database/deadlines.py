"""A deadline on our side for all that is asked of the database: a server that is frozen never answers, nor hangs up.

The server's own `statement_timeout` ends what takes long, while the server lives. Where its machine or its process
stands still, we would wait for as long as it does; so whoever waits for longer than the statement may take, and some
seconds, is hung up on from here. They fare as if the line had broken.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, ExceptionContext, ExecutionContext

log = logging.getLogger(__name__)

GRACE_S = 5.0
LOOKS_EVERY_S = 1.0
CONNECTS_WITHIN_S = 5
LINE = {
    "connect_timeout": CONNECTS_WITHIN_S,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""libpq's: a host that is gone is noticed within 25 s also where nothing is under way."""
WITHIN = "minka_within_s"
"""An option of a statement: the seconds after which it is given up, where that is not after as long as all others."""
NOT_THE_PRIMARY = frozenset({"25006", "57P01", "57P02", "57P03", "08P01"})
"""SQLSTATEs: read only, shut down, crashed, not up yet; a pooler's for a server that it lost or does not reach.
Where such a connection leads nothing can be done.
"""


def with_line(url: str) -> str:
    """The same address of libpq's, whose line is looked after so."""
    return make_conninfo(url, **LINE)


class Deadlines:
    """Hangs up on connections of an engine that have waited for longer than `seconds`."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._seconds = seconds
        self._waiting: dict[
            psycopg.Connection[Any], tuple[float, float]
        ] = {}  # since when, for how long at most
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)
        event.listen(engine, "commit", self._asks)
        event.listen(engine, "rollback", self._asks)
        event.listen(engine, "checkin", lambda driver, _record: self._done(driver))
        event.listen(engine, "invalidate", lambda driver, _record, _error: self._done(driver))
        event.listen(engine, "close", lambda driver, _record: self._done(driver))
        event.listen(engine, "handle_error", _leave_what_is_no_primary)

    def close(self) -> None:
        """Watches no more."""
        self._over.set()

    @contextmanager
    def bounded(self, driver: "psycopg.Connection[Any]", seconds: float | None = None) -> Iterator[None]:
        """What is asked within past the engine has the same deadline, or one of so many `seconds`."""
        self._asks_on(driver, seconds)
        try:
            yield
        finally:
            self._done(driver)

    def _before(
        self,
        connection: Connection,
        _cursor: object,
        _statement: str,
        _parameters: object,
        context: ExecutionContext,
        _many: bool,
    ) -> None:
        self._asks(connection, context.execution_options.get(WITHIN))

    def _after(self, connection: Connection, *_: object) -> None:
        self._done(connection.connection.driver_connection)

    def _asks(self, connection: Connection, seconds: float | None = None) -> None:
        if connection.invalidated:
            return  # there is no line any more to hang up on
        self._asks_on(connection.connection.driver_connection, seconds)

    def _asks_on(self, driver: object, seconds: float | None = None) -> None:
        if isinstance(driver, psycopg.Connection):
            with self._lock:
                self._waiting[driver] = time.monotonic(), seconds or self._seconds
                if self._thread is None:
                    self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                    self._thread.start()

    def _done(self, driver: object) -> None:
        with self._lock:
            self._waiting.pop(driver, None)  # type: ignore[call-overload]  # whatever the pool holds

    def _watch(self) -> None:
        while not self._over.wait(LOOKS_EVERY_S):
            self.look(time.monotonic())

    def look(self, now: float) -> None:
        """Hangs up on whoever waits too long at `now`, in seconds that only grow."""
        with self._lock:
            due = [(driver, most) for driver, (since, most) in self._waiting.items() if now - since > most]
            for driver, _ in due:
                del self._waiting[driver]
        for driver, most in due:
            if _is_asked(driver):
                log.warning("the database has not answered for %g s: that connection is given up", most)
                _hang_up(driver)


def _is_asked(driver: "psycopg.Connection[Any]") -> bool:
    """Whether an answer is still to come. Nobody tells when a commit was answered, and its connection may be kept."""
    return driver.pgconn.transaction_status == pq.TransactionStatus.ACTIVE


def _hang_up(driver: "psycopg.Connection[Any]") -> None:
    """Whoever waits for it hears that the line is broken. The file stays theirs to close."""
    with suppress(OSError, psycopg.Error):
        line = socket.socket(fileno=os.dup(driver.fileno()))
        try:
            line.shutdown(socket.SHUT_RDWR)
        finally:
            line.close()


def _leave_what_is_no_primary(context: ExceptionContext) -> None:
    """A failover leaves connections to what is a standby now: they are dropped, and new ones find the primary."""
    if getattr(context.original_exception, "sqlstate", None) in NOT_THE_PRIMARY:
        context.is_disconnect = True
