"""How much work one call may make: so many pairs looked at, and a while by a clock that is handed in."""

from collections.abc import Callable

SECONDS = 1.0


class Effort:
    """What is left of it. Pairs are the bound, the same on every machine; the clock is there if one is slow."""

    def __init__(self, pairs: int, clock: Callable[[], float], *, seconds: float = SECONDS) -> None:
        self._left, self._clock, self._until = pairs, clock, clock() + seconds
        self.is_spent = False
        """Whether something was left out for it."""

    def take(self, pairs: int = 1) -> bool:
        """Takes the effort of so many pairs, if that much is left; else the answer is shorter, and says so."""
        if self.is_spent or self._left < pairs or self._clock() >= self._until:
            self.is_spent = True
            return False
        self._left -= pairs
        return True
