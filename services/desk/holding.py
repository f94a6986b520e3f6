"""Who looks after what stands in a queue, and what was put off until later. Each act stands in the log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, Invalid
from core.events import EventKind, record
from core.events.payloads import OfEntry
from core.models import Membership, PutOff, TakenHow, TakenUp
from matching.states import desk
from matching.words.vocabulary import MemberState, Role
from services.access import rights
from services.oversight import queue, taking
from services.oversight.answers import JUDGED
from services.oversight.queue import Entry, Held


def claim(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Held | None:
    """The caller looks after it, where nobody does. Who does then; None where it stands in the queue no more.

    Raises NotFound for somebody outside, Forbidden for a member, as all of these.
    """
    whys = queue.standing(session, caller, community_id, subject_id, now=now)
    if not whys:
        return None
    before = queue.held(session, caller, community_id, [subject_id], now=now).get(subject_id)
    found = taking.take_entry(session, caller, community_id, whys[0], now=now)
    is_new = before is None or not before.by_me or before.how is not TakenHow.CLAIMED
    if found is not None and found.by_me and is_new:
        _note(session, EventKind.ENTRY_CLAIMED, caller, community_id, whys, now, until=found.until)
    return found


def release(session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime) -> None:
    """The caller lets it go, for others to look after. Harmless to repeat, and where it was not theirs."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    whys = queue.standing(session, caller, community_id, subject_id, now=now)
    if _let_go(session, caller, community_id, subject_id, now) and whys:
        _note(session, EventKind.ENTRY_RELEASED, caller, community_id, whys, now)


def assign(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, person_id: UUID, now: datetime
) -> Held | None:
    """Asks somebody who answers for the circle to look after it, where it is nobody's or the caller's; they are told.

    Who looks after it then; None where it stands in the queue no more. Whether they may see it themselves is said to
    nobody: where they may not, they are not told, and it is everybody's again after its time.

    Raises Invalid for whoever does not answer for the circle, Conflict for what is judged, and where it is another's.
    """
    whys = queue.standing(session, caller, community_id, subject_id, now=now)
    if not whys:
        return None
    if person_id == caller.person_id:
        return claim(session, caller, community_id, subject_id, now=now)
    there = session.get(Membership, (community_id, person_id))
    if there is None or there.state is not MemberState.ACTIVE or there.role is Role.MEMBER:
        raise Invalid("/person_id", "answers_for_nothing_here")
    if not JUDGED.isdisjoint(entry.why for entry in whys):
        raise Conflict("judged_by_each_alone")
    span = desk.assigned_for(at_once=whys[0].at_once)
    found = taking.give(session, caller, community_id, subject_id, person_id, span=span, now=now)
    if found is None or found.person_id != person_id:
        raise Conflict("held_by_another")
    _note(
        session,
        EventKind.ENTRY_ASSIGNED,
        caller,
        community_id,
        whys,
        now,
        until=found.until,
        for_id=person_id,
    )
    return found


def put_off(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, until: datetime, now: datetime
) -> PutOff | None:
    """The queue shows it again at `until`, or as soon as there is another reason for it, or it presses more. The caller
    looks after it no more. None where it stands in the queue no more.

    Raises Invalid where `until` is past or too far off, Conflict where another looks after it.
    """
    whys = queue.standing(session, caller, community_id, subject_id, now=now)
    if not whys:
        return None
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until > desk.put_off_until_at_most(now, at_once=whys[0].at_once):
        raise Invalid("/until", "out_of_range")
    holder = queue.held(session, caller, community_id, [subject_id], now=now).get(subject_id)
    if holder is not None and not holder.by_me:
        raise Conflict("held_by_another")
    _let_go(session, caller, community_id, subject_id, now)
    put = {
        "by_id": caller.person_id,
        "whys": sorted({entry.kept for entry in whys}),
        "at": now,
        "until": until,
    }
    key = {"community_id": community_id, "subject_id": subject_id}
    statement = insert(PutOff).values(**key, **put)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=put))
    _note(session, EventKind.ENTRY_PUT_OFF, caller, community_id, whys, now, until=until)
    return session.get(PutOff, (community_id, subject_id), populate_existing=True)


def bring_back(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> None:
    """The queue shows it again now. Harmless to repeat."""
    whys = queue.standing(session, caller, community_id, subject_id, now=now)
    here = (
        col(PutOff.community_id) == community_id,
        col(PutOff.subject_id) == subject_id,
        col(PutOff.until) > now,
    )
    if whys and session.execute(delete(PutOff).where(*here).returning(col(PutOff.subject_id))).first():
        _note(session, EventKind.ENTRY_BROUGHT_BACK, caller, community_id, whys, now)


def _let_go(session: Session, caller: Caller, community_id: UUID, subject_id: UUID, now: datetime) -> bool:
    """Ends that the caller looks after it; its row stays, for how long they had it already. Whether they did."""
    theirs = (
        col(TakenUp.community_id) == community_id,
        col(TakenUp.subject_id) == subject_id,
        col(TakenUp.person_id) == caller.person_id,
        col(TakenUp.until) > now,
    )
    ended = update(TakenUp).where(*theirs).values(until=now).returning(col(TakenUp.subject_id))
    return session.execute(ended).first() is not None


def _note(
    session: Session,
    kind: EventKind,
    caller: Caller,
    community_id: UUID,
    whys: Sequence[Entry],
    now: datetime,
    *,
    until: datetime | None = None,
    for_id: UUID | None = None,
) -> None:
    """A line in the log; of a need, in its history, too. What is about a match says nothing to the two of it."""
    first = whys[0]
    record(
        session,
        kind,
        OfEntry(tuple(sorted({entry.why for entry in whys})), until),
        actor=caller.person_id,
        for_id=for_id,
        subject=(first.type, first.id),
        need_id=first.id if first.type == "need" else None,
        community_id=community_id,
        now=now,
    )
