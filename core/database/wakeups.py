"""Wake-ups: whoever waits for work hears, over `LISTEN`, that something was committed.

`NOTIFY` within a transaction takes one lock of the whole cluster while it commits, and so lets all writers of a cluster
commit one after the other. So a session only notes that somebody is to be woken, and after its commit one thread of
the process says so on a connection of its own: at once when it is quiet, and once in `GATHERING` seconds in a rush.
A process that dies in between wakes nobody; whoever listens looks for work every few seconds anyway.
"""

import logging
import threading
from collections.abc import Callable, Collection

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from core import source
from core.database import deadlines, pooling, troubles
from core.database.pooling import Bounded

log = logging.getLogger(__name__)

WAKE_CHANNEL = "minka_due"
GATHERING = 0.02
"""Seconds between two wake-ups in a rush. One after a quiet time waits for nothing."""
PATIENCE = 1.0
"""Seconds before it is tried again where the database did not take a wake-up."""
WAKEUPS = "wakeups"
"""Under this name a session's `info` holds the `Wakeups` of its database; without, its commits wake nobody."""
_WANTED = "wake-ups wanted at commit"

_NOTIFY = "SELECT pg_notify(%s, why) FROM unnest(%s::text[]) AS why"


class Wakeups:
    """Gathers what is said by all threads of a process, and sends it from one thread, which the first word starts.

    `send` gets the different words that were said since it was called last, in the order in which they came.
    """

    def __init__(self, send: Callable[[Collection[str]], None]) -> None:
        self._send = send
        self._said: dict[str, None] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def say(self, why: str = "") -> None:
        """Has this sent soon; waits for nothing. Nothing is sent any more after `close`."""
        # In a rush nearly always said already, and sent after this: no writer has to wait for another one here.
        if why in self._said:
            return
        with self._changed:
            if self._closing:
                return
            self._said[why] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wake-ups", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Sends what was said until now, and ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        quiet_from = 0.0
        while words := self._next(quiet_from):
            try:
                self._send(words)
                quiet_from = source.current().seconds() + GATHERING
            except psycopg.Error as error:
                log.warning("nobody was woken, which is tried again: %s", troubles.sentence(error))
                quiet_from = source.current().seconds() + PATIENCE
                self._keep(words)

    def _next(self, quiet_from: float) -> Collection[str]:
        """What is to be sent, as soon as something was said and the time has come; nothing when it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._said or self._closing)
            if (left := quiet_from - source.current().seconds()) > 0:
                self._changed.wait_for(lambda: self._closing, timeout=left)
            said, self._said = self._said, {}
            return list(said)

    def _keep(self, words: Collection[str]) -> None:
        with self._changed:
            if not self._closing:
                self._said = dict.fromkeys(words) | self._said


class Line:
    """A connection of its own on which wake-ups are sent, made when the first one is, and anew when it is lost.

    `url` must lead to the server itself: a pooler that lends connections for a transaction loses them. `bounded`: a
    server that stands still is hung up on, or this process would wake nobody any more, also where another one has taken
    over.
    """

    def __init__(self, url: str, bounded: Bounded) -> None:
        self._url, self._bounded = deadlines.with_line(pooling.plain(url)), bounded
        self._connection: psycopg.Connection | None = None

    def send(self, words: Collection[str]) -> None:
        """Tells whoever listens each of these words. Raises psycopg.Error where the database does not take them."""
        try:
            self._say(words)
        except psycopg.OperationalError:  # lost since the last time
            self.close()
            self._say(words)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say(self, words: Collection[str]) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True, application_name="minka wake-ups")
            # What is said is in no log of the database; there is nothing for which to wait on the disk.
            with self._bounded(self._connection):
                self._connection.execute("SET synchronous_commit = off")
        with self._bounded(self._connection):
            self._connection.execute(_NOTIFY, (WAKE_CHANNEL, list(words)))


def wake(session: Session, why: str = "") -> None:
    """Wakes whoever listens once this session's transaction is committed, and not where it is rolled back."""
    session.info.setdefault(_WANTED, {})[why] = None


def _say_after_commit(session: Session) -> None:
    if session.in_nested_transaction():  # only a savepoint of it was released
        return
    wakeups: Wakeups | None = session.info.get(WAKEUPS)
    if wakeups is not None:
        for why in session.info.pop(_WANTED, ()):
            wakeups.say(why)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_WANTED, None)


event.listen(Session, "after_commit", _say_after_commit)
event.listen(Session, "after_transaction_end", _forget)
