"""What one call may look at: pairs, and a while by a clock that is handed in."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from core.effort import SECONDS, Effort


def stopped() -> float:
    return 0.0


@given(st.integers(0, 100), st.lists(st.integers(0, 30), max_size=20))
def test_no_more_is_taken_than_there_is(pairs: int, wishes: list[int]) -> None:
    effort = Effort(pairs, stopped)
    taken = [wish for wish in wishes if effort.take(wish)]
    assert sum(taken) <= pairs
    assert effort.is_spent == (len(taken) < len(wishes))
    assert taken == wishes[: len(taken)], "once something was left out, everything behind it is"


def test_a_slow_machine_is_told_to_stop() -> None:
    times: Iterator[float] = iter([10.0, 10.0 + SECONDS / 2, 10.0 + SECONDS, 10.0])
    effort = Effort(100, lambda: next(times))
    assert effort.take(), "the clock runs from here on"
    assert effort.take()
    assert not effort.take()
    assert not effort.take()
