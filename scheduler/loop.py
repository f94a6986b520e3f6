"""A thread that runs while there is something to do, and is woken early."""

import threading
from collections.abc import Callable


class Loop:
    """Runs `turn` whenever woken, again and again while it did something.

    A wake-up that comes while it runs is not lost: it sets a flag, and it runs again while that is set.
    """

    def __init__(self, name: str, turn: Callable[[], bool]) -> None:
        self._turn = turn
        self._flag = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._flag.set()

    def stop(self) -> None:
        """Lets the turn under way come to its end."""
        self._over.set()
        self._flag.set()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._over.is_set():
            self._flag.wait()
            self._flag.clear()
            if not self._over.is_set() and self._turn():
                self._flag.set()
