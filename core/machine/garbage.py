"""Python's collector of cyclic garbage: kept away from what stays, and put off where no cycle can arise.

It goes through all that is alive, again and again as more is made. What is not part of a cycle is freed at once
all the same.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """What was made at the start stays, so the collector need not look at it again and again.

    To be called once all is imported and built. Each look at everything stops the process for a tenth of a second,
    which whoever calls just then has to wait.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def put_off() -> Iterator[None]:
    """No search for cycles until the end, in the whole process. If it was on, it is on again afterwards.

    For a great many values that form none: it was a sixth of a round.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
