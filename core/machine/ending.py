"""The end of a process that serves: in order at the first signal, within ten seconds, at once at the second."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

log = logging.getLogger(__name__)

WITHIN_S = 9.0
"""Whatever hangs, a process is gone so long after it was told to stop."""
ENDED_HARD = 70


def on_signals(stop: Callable[[], None]) -> None:
    """The first SIGTERM, SIGINT or SIGHUP calls `stop`, which must not wait, and sets the deadline; the second ends
    this process where it stands.
    """
    told = threading.Event()

    def hear(_number: int, _frame: FrameType | None) -> None:
        if told.is_set():
            os._exit(ENDED_HARD)
        told.set()
        in_time()
        stop()

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, hear)


def in_time(seconds: float = WITHIN_S) -> None:
    """From now on this process has so long to come to its end."""
    late = threading.Timer(seconds, _end, args=(seconds,))
    late.daemon = True
    late.start()


def _end(seconds: float) -> None:
    log.warning(
        "something hangs: not stopped in order within %g s, so ended as it is. What was under way was not "
        "acknowledged, or is done again",
        seconds,
    )
    logging.shutdown()
    os._exit(ENDED_HARD)
