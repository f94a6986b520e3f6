"""Watches over the embedded PostgreSQL, and brings it back where it died, after pauses that grow."""

import logging
import threading

from core.database.embedded import EmbeddedServer, EmbeddedServerError

log = logging.getLogger(__name__)

LOOKS_EVERY_S = 0.5
LONGEST_PAUSE_S = 30.0


class ServerWatch:
    """Looks from a thread of its own: a server that comes up after a crash may take minutes."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="server watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Brings nothing back any more."""
        self._over.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        pause = LOOKS_EVERY_S
        while not self._over.wait(pause):
            pause = LOOKS_EVERY_S if self._is_well() else min(max(1.0, pause * 2), LONGEST_PAUSE_S)

    def _is_well(self) -> bool:
        if self._server.lives:
            return True
        log.warning("the embedded PostgreSQL is gone; it is started again")
        try:
            self._server.revive()
        except (EmbeddedServerError, OSError) as error:
            log.error("the embedded PostgreSQL does not start, and is tried again: %s", error)
            return False
        log.warning("the embedded PostgreSQL is back")
        return True
