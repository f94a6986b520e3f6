"""The waker: hears from PostgreSQL that an event was recorded, so that nobody waits for the next tick."""

import logging
import threading
from collections.abc import Callable

import psycopg

from core.database import pooling
from core.database.deadlines import with_line
from core.events import WAKE_CHANNEL

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds between looks at whether to stop, and before connecting again."""


class Waker:
    """Listens in a thread and calls `wake` with the payload of each NOTIFY.

    After a lost connection it calls `wake` once with nothing: something may have been missed.
    """

    def __init__(self, url: str, wake: Callable[[str], None]) -> None:
        self._url = with_line(pooling.plain(url))
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="waker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(
                    self._url, autocommit=True, application_name="minka waker"
                ) as connection:
                    connection.execute(f"LISTEN {WAKE_CHANNEL}")
                    self._wake("")
                    while not self._stopping.is_set():
                        for notice in connection.notifies(timeout=PATIENCE, stop_after=1):
                            self._wake(notice.payload)
            except psycopg.Error:
                log.info(
                    "no connection to listen on; trying again"
                )  # that the database is away the worker says
                self._stopping.wait(PATIENCE)
