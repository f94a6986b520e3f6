"""Taking up what needs a human: one coordinator says "I take it", or begins to act on it, and the others need not."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict
from core.models import TakenHow, TakenUp
from matching.states import desk
from services.oversight import queue
from services.oversight.queue import Entry, Held


def take(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Held | None:
    """Takes up what stands in the queue where nobody has, or where somebody only asked the caller to; repeating it,
    also after letting it go, holds it no longer, so that nobody keeps the others from hearing of it for good.

    Returns who has it then, None where it does not stand in the queue any more. Raises NotFound and Forbidden as the
    queue does.
    """
    entry = queue.entry(session, caller, community_id, subject_id, now=now)
    return None if entry is None else take_entry(session, caller, community_id, entry, now=now)


def take_entry(
    session: Session, caller: Caller, community_id: UUID, entry: Entry, *, now: datetime
) -> Held | None:
    """As `take`, for what was just seen in the queue."""
    span = desk.claimed_for(at_once=entry.at_once)
    mine = _mine(caller)
    lately = and_(mine, col(TakenUp.how) != TakenHow.ASSIGNED, col(TakenUp.at) > now - span)
    put = {
        "person_id": caller.person_id,
        "how": TakenHow.CLAIMED,
        "by_id": None,
        "at": case((lately, col(TakenUp.at)), else_=now),
        "until": case((lately, col(TakenUp.at) + span), else_=now + span),
    }
    _put(session, community_id, entry.id, put, now, now + span, where=or_(mine, ~queue.stands(now)))
    return _held(session, caller, community_id, entry.id, now)


def begin(
    session: Session,
    caller: Caller,
    community_id: UUID,
    subject_id: UUID,
    *,
    knowingly: bool = False,
    now: datetime,
) -> Held | None:
    """The caller begins to act on it: for a quarter of an hour it is theirs, where nobody's it was. `knowingly`: they
    act although another looks after it, whose it stays.

    Returns who has it then; None where it does not stand in the queue. Raises Conflict `held_by_another`, NotFound and
    Forbidden as the queue does.
    """
    if queue.entry(session, caller, community_id, subject_id, now=now) is None:
        return None
    put = {
        "person_id": caller.person_id,
        "how": TakenHow.ACTING,
        "by_id": None,
        "at": now,
        "until": now + desk.ACTING,
    }
    free = or_(~queue.stands(now), and_(_mine(caller), col(TakenUp.how) != TakenHow.CLAIMED))
    _put(session, community_id, subject_id, put, now, now + desk.ACTING, where=free)
    found = _held(session, caller, community_id, subject_id, now)
    if found is not None and not found.by_me and not knowingly:
        raise Conflict("held_by_another")
    return found


def give(
    session: Session,
    caller: Caller,
    community_id: UUID,
    subject_id: UUID,
    person_id: UUID,
    *,
    span: timedelta,
    now: datetime,
) -> Held | None:
    """Asks another to look after it for `span`, where it is nobody's or the caller's; who has it then."""
    put = {
        "person_id": person_id,
        "how": TakenHow.ASSIGNED,
        "by_id": caller.person_id,
        "at": now,
        "until": now + span,
    }
    free = or_(_mine(caller), ~queue.stands(now))
    _put(session, community_id, subject_id, put, now, now + span, where=free)
    return _held(session, caller, community_id, subject_id, now)


def _mine(caller: Caller) -> ColumnElement[bool]:
    return col(TakenUp.person_id) == caller.person_id


def _put(
    session: Session,
    community_id: UUID,
    subject_id: UUID,
    put: dict[str, object],
    now: datetime,
    until: datetime,
    *,
    where: ColumnElement[bool],
) -> None:
    """Writes it down; over what stands there only `where` that may give way. Of two at once one is first."""
    anew = put | {"at": now, "until": until}
    statement = insert(TakenUp).values(community_id=community_id, subject_id=subject_id, **anew)
    session.execute(
        statement.on_conflict_do_update(index_elements=["community_id", "subject_id"], set_=put, where=where)
    )


def _held(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, now: datetime
) -> Held | None:
    return queue.held(session, caller, community_id, [subject_id], now=now).get(subject_id)
