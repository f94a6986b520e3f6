"""How often somebody who answers for a community looks at people's places and contacts by their own word alone.

So many an hour by one's own word; to every further one a second person who answers for the community says yes: before
it, or while there is an emergency within a day after it. Who left one of these unseen looks no further until it is.
"""

from datetime import timedelta

from matching.words.looking import Way

ALONE = 30
WITHIN = timedelta(hours=1)
"""So many in any stretch of this length by one's own word."""
HOLDS = timedelta(minutes=15)
"""So long what was looked up with a purpose may be read again for it."""
WAITS = timedelta(hours=24)
"""So long one waits for a second word, and so long after that word it may still be opened."""
SEEN_WITHIN = timedelta(hours=24)
"""In an emergency the second word comes at most so long after."""
EMERGENCY_AT_MOST = timedelta(hours=72)
"""The longest for which an emergency is declared at once."""


def way(alone_within: int, *, emergency: bool, overdue: bool) -> Way | None:
    """On whose word the next one is; None: it is refused. `alone_within`: how many were on one's own word in the
    stretch that ends now; `overdue`: whether one of theirs is unseen beyond its time.
    """
    if alone_within < ALONE:
        return Way.ALONE
    if overdue:
        return None
    return Way.OWED if emergency else Way.ASKED
