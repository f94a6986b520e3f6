"""The clocks of a coordinator's desk: how long something is one's to look after, and when it comes back."""

from datetime import datetime, timedelta

CLAIMED = timedelta(hours=24)
CLAIMED_AT_ONCE = timedelta(hours=1)
"""So long what somebody took up is theirs alone, an hour where it cannot wait; then it is everybody's again. It counts
from when they first did, however often they let it go and take it up again meanwhile.
"""
ACTING = timedelta(minutes=15)
"""So long it is theirs by having begun to act."""
ASSIGNED = timedelta(hours=4)
ASSIGNED_AT_ONCE = timedelta(minutes=20)
"""So long it waits for whoever was asked to look after it, before it is everybody's again."""
PUT_OFF_AT_MOST = timedelta(days=14)
PUT_OFF_AT_ONCE = timedelta(hours=2)
"""So long something may be put off; what cannot wait, much less."""
CALL_AGAIN = timedelta(hours=2)
CALL_AGAIN_URGENT = timedelta(minutes=20)
"""So long after a call that nobody answered it is time to call again."""
DOUBLES_WITHIN = timedelta(days=3)
"""So far apart two needs of one household may have been posted to look like one."""
DOUBLES_LOOKED_AT = timedelta(days=14)
"""So long after the later one was posted it is asked whether it is a double."""
FULL_AT_MOST = timedelta(hours=24)
"""So long a circle may say that it can take on no more."""


def claimed_for(*, at_once: bool) -> timedelta:
    """How long it is theirs alone who took it up."""
    return CLAIMED_AT_ONCE if at_once else CLAIMED


def assigned_for(*, at_once: bool) -> timedelta:
    """How long it waits for whoever was asked."""
    return ASSIGNED_AT_ONCE if at_once else ASSIGNED


def put_off_until_at_most(now: datetime, *, at_once: bool) -> datetime:
    """Until when it may be put off at the latest."""
    return now + (PUT_OFF_AT_ONCE if at_once else PUT_OFF_AT_MOST)
