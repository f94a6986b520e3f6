"""When somebody who was asked enough is free again, against a search over every moment at which that changes."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.asking.limits import A_DAY, A_WEEK, free_again
from tests.matching.builders import NOW

times = st.lists(st.timedeltas(timedelta(), timedelta(days=8)).map(lambda ago: NOW - ago), max_size=12)


def may_be_asked_at(asked: list[datetime], at: datetime, a_day: int, a_week: int) -> bool:
    within = [sum(at - span < one <= at for one in asked) for span in (A_DAY, A_WEEK)]
    return within[0] < a_day and within[1] < a_week


@given(times, st.integers(0, 4), st.integers(0, 6))
def test_the_first_moment_at_which_neither_limit_stands(
    asked: list[datetime], a_day: int, a_week: int
) -> None:
    found = free_again(asked, a_day=a_day, a_week=a_week, now=NOW)
    if 0 in (a_day, a_week):
        assert found is None
        return
    moments = sorted({NOW, *(one + span for one in asked for span in (A_DAY, A_WEEK) if one + span > NOW)})
    assert found == next(at for at in moments if may_be_asked_at(asked, at, a_day, a_week))
