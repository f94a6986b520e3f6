"""What coordinators do: acts that everybody concerned can read. Whoever begins looks after it from then on, where
nobody did: the others see it in the list.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.database import locks
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.events import EventKind, record_on
from core.models import Event, Match, Need
from matching.states import need_states
from matching.states.need_states import NeedMove
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import MatchStatus, NeedStatus, Role
from services.access import rights
from services.consequences import coverage, endings, moving
from services.judging import ledger, own_matter
from services.judging.ledger import Matter
from services.matches import opening as match_opening
from services.oversight import doubles, taking
from services.taking_back import acting
from services.taking_back.acting import ActKind
from services.taking_back.rows import Subject


@dataclass(frozen=True, slots=True)
class Tending(Changes):
    """What a coordinator does about a need: its words stay its author's. `reason` goes with hiding, showing, marking it
    a double, and saying that it is none (`told_apart`).
    """

    hidden: bool | Unset = UNSET
    duplicate_of: UUID | Unset = UNSET
    told_apart: bool | Unset = UNSET
    note: str | Unset = UNSET
    reason: str | Unset = UNSET
    follow_up_at: datetime | Unset | None = UNSET


def propose(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    need_id: UUID,
    offer_id: UUID,
    reason: str,
    now: datetime,
) -> Match:
    """Proposes a pair that the hard rules allow. The two decide; neither their criteria nor their no is overruled."""
    need = _need_of(session, caller, community_id, need_id)
    offer = rights.offer_seen_by(session, caller, offer_id)
    look_after(session, caller, community_id, need_id, now=now)
    return match_opening.propose(session, caller, need, offer, reason=reason, now=now)


def look_after(session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, now: datetime) -> None:
    """The caller begins to act on a need: where nobody does, they look after it from now on, and after its matches on
    which somebody waits to be asked.
    """
    waits = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)
    of_it = select(col(Match.id)).where(col(Match.need_id) == need_id, col(Match.status).in_(waits))
    for subject in (need_id, *session.scalars(of_it.order_by(col(Match.id)))):
        taking.begin(session, caller, community_id, subject, knowingly=True, now=now)


def tend(
    session: Session,
    caller: Caller,
    community_id: UUID,
    need_id: UUID,
    tending: Tending,
    *,
    now: datetime,
) -> Need:
    """Hides or shows a need, marks it a double, notes something, sets a date to look again. Nobody edits its words.
    What is hidden, shown or marked so may be taken back for ten seconds; a note its author can read.

    Raises Invalid where a reason is needed, Forbidden in one's own matter; of doubles as `doubles.mark`.
    """
    original = coalesce(tending.duplicate_of, need_id)
    _need_of(session, caller, community_id, original)
    judges = (tending.hidden, tending.duplicate_of, tending.told_apart) != (UNSET, UNSET, UNSET)
    need = _locked(session, caller, community_id, need_id, beside=original, judges=judges)
    look_after(session, caller, community_id, need_id, now=now)
    need.follow_up_at = coalesce(tending.follow_up_at, need.follow_up_at)
    if tending.note is not UNSET:
        event = record_on(session, EventKind.NEED_NOTED, need, actor=caller.person_id, now=now)
        about = need.author_id
        notes.write(session, caller, tending.note, about=about, subject_id=need.id, event_id=event, now=now)
    if tending.told_apart is False:
        raise Invalid("/told_apart", "wrong_value")
    if tending.told_apart is True:
        doubles.tell_apart(session, caller, need, reason=coalesce(tending.reason, None), now=now)
    if (tending.follow_up_at, tending.note, tending.told_apart) != (UNSET, UNSET, UNSET):
        need.version += 1
    if tending.hidden is not UNSET and tending.hidden is not need.hidden:
        if tending.reason is UNSET:
            raise Invalid("/reason", "reason_needed")
        with _undoable(session, caller, need, ActKind.HIDE if tending.hidden else ActKind.SHOW, now):
            _hide(session, caller, need, tending.hidden, tending.reason, now)
    if tending.duplicate_of is not UNSET:
        reason = coalesce(tending.reason, None)
        with _undoable(session, caller, need, ActKind.DUPLICATE, now):
            doubles.mark(session, caller, need, session.get_one(Need, original), reason=reason, now=now)
    return need


def _undoable(
    session: Session, caller: Caller, need: Need, kind: ActKind, now: datetime
) -> AbstractContextManager[None]:
    subject = Subject("need", need.id)
    return acting.undoable(session, caller, need.community_id, kind, subject, now=now)


def _hide(session: Session, caller: Caller, need: Need, hidden: bool, reason: str, now: datetime) -> None:
    kind, ruling = (EventKind.NEED_HIDDEN, Ruling.HIDDEN) if hidden else (EventKind.NEED_SHOWN, Ruling.SHOWN)
    need.hidden, need.version = hidden, need.version + 1
    event = record_on(session, kind, need, actor=caller.person_id, now=now)
    _rule(session, caller, ruling, need, event, reason, now)


def show_again(session: Session, need_id: UUID, *, actor: UUID | None, now: datetime) -> None:
    """It was wrong to hide it. `actor` None: the operator."""
    [need] = locks.take(session, needs=[need_id])
    need.hidden = False
    need.version += 1
    record_on(session, EventKind.NEED_SHOWN, need, actor=actor, now=now)


def remove(
    session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, reason: str, now: datetime
) -> Need:
    """Takes down what must not stand here. Its author reads why; confirmed help is cancelled. May be taken back for ten
    seconds.
    """
    need = _locked(session, caller, community_id, need_id)
    if need.status is NeedStatus.REMOVED:
        return need
    with _undoable(session, caller, need, ActKind.REMOVE, now):
        _move(need, NeedMove.REMOVE, now)
        live = endings.of_need(session, need.id)
        endings.by_system(session, live, actor=caller.person_id, now=now, code=WhyEnded.NEED_REMOVED)
        event = record_on(session, EventKind.NEED_REMOVED, need, actor=caller.person_id, now=now)
        _rule(session, caller, Ruling.REMOVED, need, event, reason, now)
    return need


def reinstate(
    session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, reason: str, now: datetime
) -> Need:
    """The removal was wrong: the need is open again, by somebody else than who removed it."""
    remover = session.execute(
        select(col(Event.actor_id))
        .where(col(Event.need_id) == need_id, col(Event.kind) == EventKind.NEED_REMOVED)
        .order_by(col(Event.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if remover == caller.person_id:
        raise Forbidden("not_in_own_matter")
    need = _locked(session, caller, community_id, need_id)
    event = _put_back(session, need, caller.person_id, now)
    _rule(session, caller, Ruling.REINSTATED, need, event, reason, now)
    return need


def put_back(session: Session, need_id: UUID, *, actor: UUID | None, now: datetime) -> None:
    """It was wrong to take it down. `actor` None: the operator."""
    [need] = locks.take(session, needs=[need_id])
    _put_back(session, need, actor, now)


def _put_back(session: Session, need: Need, actor: UUID | None, now: datetime) -> int:
    """Opens a removed need again, and brings it to where its matches and the time put it; the event's number."""
    _move(need, NeedMove.REINSTATE, now)
    coverage.settle(session, need, now=now, actor=actor)
    return record_on(session, EventKind.NEED_REINSTATED, need, actor=actor, now=now)


def _move(need: Need, move: NeedMove, now: datetime) -> None:
    try:
        moving.move_need(need, move, now=now)
    except need_states.NotAllowed as error:
        raise Conflict("not_possible", current=need.status, allowed=[]) from error


def _need_of(session: Session, caller: Caller, community_id: UUID, need_id: UUID) -> Need:
    rights.require_role(caller, Role.COORDINATOR, community_id)
    need = rights.need(session, caller, need_id)
    if need.community_id != community_id:
        raise NotFound
    return need


def _locked(
    session: Session,
    caller: Caller,
    community_id: UUID,
    need_id: UUID,
    *,
    beside: UUID | None = None,
    judges: bool = True,
) -> Need:
    """A need of this community under its lock, for acts on it; `beside`: another one, too. Raises Forbidden for one's
    own, and for that of somebody near; whoever speaks for its author may look after it where the act is no `judges`.
    """
    seen = _need_of(session, caller, community_id, need_id)
    if judges or seen.author_id not in caller.represents:
        own_matter.ensure_no_part(session, caller, [seen.author_id])
    locks.take(session, needs={need_id, beside or need_id})
    return session.get_one(Need, need_id)


def _rule(
    session: Session, caller: Caller, ruling: Ruling, need: Need, event: int, reason: str, now: datetime
) -> None:
    author = need.author_id
    matter = Matter(Ruled.NEED, need.id, need.community_id, (author,), author)
    ledger.write(session, caller, matter, ruling, reason=reason, event=event, now=now)
