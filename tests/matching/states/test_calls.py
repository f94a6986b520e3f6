"""When somebody may be rung for an urgent call: by day, or who is on duty; once a day for one number."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.states import calls

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIMES = st.times()
AGO = st.none() | st.timedeltas(timedelta(), timedelta(days=3)).map(lambda ago: NOW - ago)


@given(local=TIMES, on_duty=st.booleans(), number=AGO, circle=AGO)
def test_nobody_is_woken_who_is_not_on_duty(
    local: time, on_duty: bool, number: datetime | None, circle: datetime | None
) -> None:
    rings = calls.may_ring(NOW, local, on_duty=on_duty, number_rung=number, circle_rung=circle)
    if rings:
        assert on_duty or time(7) <= local < time(22)
        assert number is None or NOW - number >= timedelta(hours=24)
    if rings and not time(7) <= local < time(22):
        assert circle is None or NOW - circle >= timedelta(hours=1)


@given(local=TIMES, on_duty=st.booleans(), circle=AGO)
def test_what_is_new_rings_by_day(local: time, on_duty: bool, circle: datetime | None) -> None:
    rings = calls.may_ring(NOW, local, on_duty=on_duty, number_rung=None, circle_rung=circle)
    assert rings or not calls.is_day(local)


def test_the_day_is_from_seven_to_ten_in_the_evening() -> None:
    assert [calls.is_day(time(*at)) for at in ((6, 59), (7,), (21, 59), (22,))] == [False, True, True, False]
