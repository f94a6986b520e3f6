"""When somebody who was asked as often as they said may be asked again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def free_again(asked: Sequence[datetime], *, a_day: int, a_week: int, now: datetime) -> datetime | None:
    """The first moment from `now` on at which fewer than `a_day` of the proposals `asked` (when each was made) lie
    within a day, and fewer than `a_week` within a week. None: never, for they want no proposals.
    """
    if a_day <= 0 or a_week <= 0:
        return None
    latest = sorted(asked, reverse=True)
    ends = [
        latest[most - 1] + span for most, span in ((a_day, A_DAY), (a_week, A_WEEK)) if len(latest) >= most
    ]
    return max([now, *ends])
