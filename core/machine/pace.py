"""The pace of long work: it rests between its steps while others are at work, so that half of them find it idle.

However small its share, a busy neighbour slows down whoever has the processor beside it: caches and memory are
everybody's. So a small share is not enough for long work; it has to pause as well.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

AT_WORK = 0.05
"""Of one processor: what others take where somebody is being served. Minka with nothing to do takes 0.01."""
LONGEST = 2.0
"""Seconds of one rest. A step may have been long because it waited, which hurt nobody."""


def taken_by_others() -> float:
    """Seconds of processor time that ordinary work has taken on this machine so far.

    On Linux what has stepped back is not in it, hence not whoever asks (`user` without `nice`, proc_stat(5)).
    Elsewhere it is: there long work rests after each step.
    """
    return float(psutil.cpu_times().user)


@dataclass(slots=True)
class Pace:
    """The pace of one piece of long work, from now on. Seconds all."""

    others: Callable[[], float] = taken_by_others
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _since: float = field(init=False)
    _taken: float = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def rest(self) -> None:
        """To be called between two steps, holding nothing that others wait for. Rests for as long as the step
        took, if others were at work meanwhile.
        """
        step = self.clock() - self._since
        if self.others() - self._taken > AT_WORK * step:
            self.sleep(min(step, LONGEST))
        self._begin()

    def _begin(self) -> None:
        self._since, self._taken = self.clock(), self.others()
