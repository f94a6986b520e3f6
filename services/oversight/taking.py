"""Taking up what needs a human: one coordinator says "I take it", and the others of the circle need not."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from core.access import Caller
from core.models import TakenHow, TakenUp
from services.oversight import queue
from services.oversight.queue import Held

FOR = timedelta(hours=24)
FOR_AT_ONCE = timedelta(hours=1)
"""So long it is theirs alone, an hour where it cannot wait; whatever is left undone then is everybody's again."""


def take(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Held | None:
    """Takes up a need, a match or a member of the queue where nobody has; repeating it holds it no longer, so that
    nobody keeps the others from hearing of it for good.

    Returns who has it then, None where it does not stand in the queue any more. Raises NotFound and Forbidden as the
    queue does.
    """
    entry = queue.entry(session, caller, community_id, subject_id, now=now)
    if entry is None:
        return None
    until = now + (FOR_AT_ONCE if entry.at_once else FOR)
    mine = {"person_id": caller.person_id, "how": TakenHow.CLAIMED, "by_id": None, "at": now, "until": until}
    statement = insert(TakenUp).values(community_id=community_id, subject_id=subject_id, **mine)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["community_id", "subject_id"], set_=mine, where=~queue.stands(now)
        )
    )
    return queue.held(session, caller, community_id, [subject_id], now=now).get(subject_id)
