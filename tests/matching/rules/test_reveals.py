"""However the hours go: thirty in any hour on one's own word alone, and nothing further while one is overdue."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.rules import reveals
from matching.words.looking import Way

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 5), min_size=1, max_size=150)


@given(MINUTES, st.booleans())
def test_no_hour_has_more_than_thirty_that_nobody_else_answers_for(
    pauses: list[int], emergency: bool
) -> None:
    alone: list[datetime] = []
    now = BEGIN
    for pause in pauses:
        now += timedelta(minutes=pause)
        within = sum(at > now - reveals.WITHIN for at in alone)
        way = reveals.way(within, emergency=emergency, overdue=False)
        if way is Way.ALONE:
            alone.append(now)
        else:
            assert way is (Way.OWED if emergency else Way.ASKED)
    for at in alone:
        assert sum(at - reveals.WITHIN < other <= at for other in alone) <= reveals.ALONE


@given(st.integers(0, 100), st.booleans())
def test_who_left_one_unseen_has_their_thirty_and_no_more(within: int, emergency: bool) -> None:
    way = reveals.way(within, emergency=emergency, overdue=True)
    assert way is (Way.ALONE if within < reveals.ALONE else None)
