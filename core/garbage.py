"""Python's search for circles of garbage, put off while a great many values are made that form none.

It goes through all that is alive, again and again as more is made: a sixth of a round. What is not part of a circle
is freed at once all the same.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def put_off() -> Iterator[None]:
    """No search for circles until the end, in the whole process. If it was on, it is on again afterwards."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
