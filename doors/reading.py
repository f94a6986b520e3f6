"""How many needs' words somebody may read in an hour: else an open community is a list of who needs what.

One's own needs cost nothing, nor do those one coordinates, nor an answer that the app has already.
"""

from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlmodel import Session

from core import limits
from core.access import Caller
from core.limits import Limit
from doors import etags
from services.oversight import readers

HOUR = timedelta(hours=1)
WORDS = Limit("words", burst=500, pace=HOUR / 500)


def words_are_over(
    request: Request, session: Session, caller: Caller, many: int, answer: Response, *, now: datetime
) -> bool:
    """Whether this answer, with the words of so many needs of others, is to come without them until an hour is over.

    Stewards are told once, when that begins. Counted in a transaction of its own, so call before anything is written.
    """
    if many == 0 or etags.is_known(request, answer):
        return False
    over = f"words_over|{caller.person_id}"
    count = limits.arrive(session, WORDS, caller.person_id.bytes, now, many=many, unless=over)
    if count.retry_after is None:
        return False
    if not limits.holds(session, over, now):
        limits.begin(session, over, now + HOUR)
        readers.tell_stewards(session, caller, now=now)
    return True
