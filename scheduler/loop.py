"""A thread that works whenever it is woken, until there is nothing left to do."""

import threading
from collections.abc import Callable


class Loop:
    """Calls `work` whenever woken, again and again while it says that it did something.

    A wake-up that comes meanwhile is not lost: it sets a flag, and `work` is called again while that is set.
    """

    def __init__(self, name: str, work: Callable[[], bool]) -> None:
        self._work = work
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Lets the call under way come to its end, and makes no other."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._woken.clear()
            if not self._stopping.is_set() and self._work():
                self._woken.set()
