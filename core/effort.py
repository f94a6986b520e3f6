"""How much work one call may make: so many pairs looked at, and a while by a clock that is handed in."""

from collections.abc import Callable

SECONDS = 1.0


class Effort:
    """What is left of it. Pairs are the bound, the same on every machine; the clock is there if one is slow.

    It runs from the first look on: what a call waited for before is no work, and something is looked at always.
    """

    def __init__(self, pairs: int, clock: Callable[[], float], *, seconds: float = SECONDS) -> None:
        self._left, self._clock, self._seconds = pairs, clock, seconds
        self._until: float | None = None
        self.is_spent = False
        """Whether something was left out for it."""

    def take(self, pairs: int = 1) -> bool:
        """Takes the effort of so many pairs, if that much is left; else the answer is shorter, and says so."""
        at = self._clock()
        if self._until is None:
            self._until = at + self._seconds
        if self.is_spent or self._left < pairs or at >= self._until:
            self.is_spent = True
            return False
        self._left -= pairs
        return True
