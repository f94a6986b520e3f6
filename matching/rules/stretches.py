"""Sums with stretches of time: what two have in common, what is left of one, where many lie upon one another."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from matching.words.values import Window


def lasting(window: Window) -> timedelta:
    return window.end - window.start


def covering(windows: Sequence[Window]) -> Window:
    """From where the first begins to where the last ends. Raises ValueError where there is none."""
    return Window(min(w.start for w in windows), max(w.end for w in windows))


def common(window: Window, others: Iterable[Window]) -> Iterator[Window]:
    """What a stretch has in common with others, in their order."""
    for other in others:
        if window.overlaps(other):
            yield Window(max(window.start, other.start), min(window.end, other.end))


def without(window: Window, taken: Iterable[Window]) -> Iterator[Window]:
    """What is left of a stretch, in the order of time. `taken` is in any order and may overlap."""
    reached = window.start
    for one in joined(t for t in taken if t.overlaps(window)):
        if one.start > reached:
            yield Window(reached, one.start)
        reached = one.end
    if reached < window.end:
        yield Window(reached, window.end)


def joined(windows: Iterable[Window]) -> list[Window]:
    """The same moments as stretches that neither touch nor overlap, in the order of time; empty ones left out."""
    found: list[Window] = []
    for one in sorted((w for w in windows if w.start < w.end), key=lambda w: w.start):
        if found and one.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def crowded(windows: Iterable[Window], many: int) -> list[Window]:
    """Where at least so many of them lie upon one another."""
    steps: dict[datetime, int] = {}
    for one in windows:
        if one.start < one.end:
            steps[one.start] = steps.get(one.start, 0) + 1
            steps[one.end] = steps.get(one.end, 0) - 1
    level, found = 0, []
    for at, until in pairwise(sorted(steps)):
        level += steps[at]
        if level >= many:
            found.append(Window(at, until))
    return joined(found)
