"""Looks after API and worker until told to stop, then stops them in order, within ten seconds."""

import logging
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

from commands.supervising.child import Child
from core.machine import ending

log = logging.getLogger(__name__)

LOOKS_EVERY_S = 0.2
STOP_WITHIN_S = 7.0
"""API and worker; what is left of the ten seconds is PostgreSQL's."""
ALL_STOPS_WITHIN_S = 9.5


class Supervisor:
    """Starts its children and keeps them alive. `run` returns when told to stop, and raises CannotLive where one of
    them cannot live; either way they are gone then.
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._stopping, self._at_once = threading.Event(), threading.Event()

    def listen(self) -> None:
        """From now on the first signal stops everything in order, the second at once."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping.is_set():
            self._at_once.set()
        else:
            ending.in_time(ALL_STOPS_WITHIN_S)
        self._stopping.set()

    def run(self) -> None:
        """Looks after them until a signal comes."""
        try:
            while not self._stopping.is_set():
                for child in self._children:
                    child.look(time.monotonic())
                self._stopping.wait(LOOKS_EVERY_S)
        finally:
            self._stop()

    def _stop(self) -> None:
        """One after the other: what the API's last answers set off, the worker may still do."""
        deadline = time.monotonic() + STOP_WITHIN_S
        for number, child in enumerate(self._children, start=1):
            child.ask_to_stop()
            share = (deadline - time.monotonic()) * number / len(self._children)
            self._wait_for(child, time.monotonic() + share)

    def _wait_for(self, child: Child, until: float) -> None:
        while not child.ended_within(0.1):
            if self._at_once.is_set() or time.monotonic() >= until:
                log.warning("the %s did not stop in time, and is ended as it is", child.name)
                child.kill()
