"""Taking an act back: its rows are what they were, its messages never leave, and only the log tells."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from core.access import Caller
from core.database import locks
from core.errors import Conflict, NotFound
from core.events import EventKind, record
from core.events.payloads import ActTakenBack
from core.models import Community, Decision, DeskAct, Match, Note
from matching.words.vocabulary import Role
from services.access import rights
from services.taking_back import acting, rows
from services.taking_back.rows import Kept

_DROP = text("DELETE FROM event_todo WHERE event_id = ANY(CAST(:events AS bigint[])) RETURNING event_id")


def take_back(
    session: Session, caller: Caller, community_id: UUID, act_id: UUID, *, now: datetime
) -> DeskAct:
    """Takes back what the caller did within the last ten seconds. Repeating it is harmless.

    Raises NotFound for what is not the caller's act here, Conflict `too_late` once it is told, `touched_since` where
    somebody has done something with it meanwhile.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    own = select(DeskAct).where(col(DeskAct.id) == act_id, acting.seen(caller, community_id))
    seen = session.scalars(own).one_or_none()
    if seen is None:
        raise NotFound
    _lock(session, seen)
    act = session.get_one(DeskAct, act_id, with_for_update=True, populate_existing=True)
    if act.taken_back_at is not None:
        return act
    if now >= act.until:
        raise Conflict("too_late", allowed=[])
    if not rows.stand_so(session, _kept(act)):
        raise Conflict("touched_since", allowed=[])
    _undo(session, act)
    act.taken_back_at = now
    session.flush()
    record(
        session,
        EventKind.ACT_TAKEN_BACK,
        ActTakenBack(act.kind, tuple(act.events)),
        actor=caller.person_id,
        subject=(act.subject_type, act.subject_id),
        need_id=act.subject_id if act.subject_type == "need" else None,
        community_id=community_id,
        now=now,
    )
    return act


def _lock(session: Session, act: DeskAct) -> None:
    """In everybody's order: a need and those who help with it, or the circle before somebody's part in it."""
    if act.subject_type == "need":
        helpers = session.scalars(
            select(col(Match.helper_id)).where(col(Match.need_id) == act.subject_id).distinct()
        )
        locks.take(session, needs=[act.subject_id], helpers=helpers.all())
        return
    session.get_one(Community, act.community_id, with_for_update={"key_share": True}, populate_existing=True)


def _undo(session: Session, act: DeskAct) -> None:
    """Raises Conflict where one of its messages left already, or something rests on what it made."""
    dropped = session.execute(_DROP, {"events": act.events}).scalars().all()
    if len(dropped) != len(act.events):
        raise Conflict("too_late", allowed=[])
    try:
        with session.begin_nested():
            session.execute(delete(Note).where(col(Note.event_id).in_(act.events)))
            session.execute(delete(Decision).where(col(Decision.event_id).in_(act.events)))
            rows.put_back(session, _kept(act))
    except IntegrityError as error:
        raise Conflict("touched_since", allowed=[]) from error
    session.expire_all()


def _kept(act: DeskAct) -> list[Kept]:
    return cast(list[Kept], act.before["rows"])
