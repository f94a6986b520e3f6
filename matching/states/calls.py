"""Calls that people without an account ask for: how many wait, how long, and when somebody may be rung for one."""

from datetime import datetime, time, timedelta

MOST_OPEN = 10
"""So many wait in one circle; more than these nobody calls back in time, and its own number is the better answer."""
SHUT_FOR = timedelta(days=30)
"""So long a number is not called whose owner had asked for no call."""
KEPT = timedelta(days=7)
"""So long after its end a request is kept, number and all."""
LAPSES_AFTER = timedelta(days=14)
"""So long one waits for somebody to call; then it is deleted."""
DAY = (time(7), time(22))
"""When those who answer for a circle may be rung where nobody is on duty: by its own clock."""
SAME_NUMBER = timedelta(hours=24)
"""So long after somebody was rung for a number nobody is rung for it again."""
BETWEEN_TWO_AT_NIGHT = timedelta(hours=1)
"""At night one ring says that somebody waits to be called; who comes within the hour is found in the same queue."""


def is_day(local: time) -> bool:
    """Whether it is day by a circle's clock."""
    return DAY[0] <= local < DAY[1]


def may_ring(
    now: datetime,
    local: time,
    *,
    on_duty: bool,
    number_rung: datetime | None,
    circle_rung: datetime | None,
) -> bool:
    """Whether somebody may be rung now for an urgent one. `local`: the time in the circle. `number_rung`: when anybody
    was rung last for the same number; `circle_rung`: when the circle was rung last for any. None: never.
    """
    if number_rung is not None and now - number_rung < SAME_NUMBER:
        return False
    if is_day(local):
        return True
    lately = circle_rung is not None and now - circle_rung < BETWEEN_TWO_AT_NIGHT
    return on_duty and not lately
