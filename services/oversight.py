"""What coordinators see and do: a queue of what needs a human, a board of all, and acts that everybody can read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, text
from sqlmodel import Session, col

from core.access import Caller, not_blocked
from core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from core.events import EventKind, record
from core.models import Event, Match, Need, Offer
from matching import need_states
from matching.need_states import NeedMove
from matching.vocabulary import MatchStatus, NeedStatus, OfferStatus, Role
from services import access, endings, locks, matches, notes, offers

LATE = {"urgent": timedelta(minutes=15), "soon": timedelta(hours=24), "flexible": timedelta(days=7)}
"""A need without a yes for so long needs a human."""

_QUEUE = text("""
    SELECT * FROM (
        SELECT 'need_without_yes' AS why, n.id, 'need' AS type, n.posted_at AS since,
               CASE n.urgency WHEN 'urgent' THEN 0 ELSE 3 END AS press
          FROM need n
         WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
           AND (n.handed_over_at IS NOT NULL OR n.posted_at <= :now -
                CASE n.urgency WHEN 'urgent' THEN CAST(:urgent AS interval)
                     WHEN 'soon' THEN CAST(:soon AS interval) ELSE CAST(:flexible AS interval) END)
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                            AND m.status IN ('accepted', 'confirmed', 'completed'))
           AND n.author_id <> ALL(:blocked)
        UNION ALL
        SELECT 'concern', m.id, 'match', r.at, 0
          FROM match_report r JOIN match m ON m.id = r.match_id
         WHERE m.community_id = :community AND r.concern AND r.at > :now - interval '30 days'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'dispute', m.id, 'match', m.ended_at, 1
          FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'unreported', m.id, 'match', m.confirmed_at, 4
          FROM match m WHERE m.community_id = :community AND m.status = 'confirmed'
           AND m.confirmed_at <= :now - interval '14 days'
        UNION ALL
        SELECT 'member_pending', p.person_id, 'person', p.since, 2
          FROM membership p WHERE p.community_id = :community AND p.state = 'pending'
           AND p.person_id <> ALL(:blocked)
        UNION ALL
        SELECT 'follow_up', n.id, 'need', n.follow_up_at, 2
          FROM need n WHERE n.community_id = :community AND n.follow_up_at <= :now
           AND n.status IN ('open', 'matched') AND NOT n.author_hidden
    ) entries ORDER BY press, since, id LIMIT :limit OFFSET :skip
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that needs a human: why, since when, and the one-step answers."""

    why: str
    type: str
    id: UUID
    since: datetime
    answers: tuple[str, ...]


_ANSWERS = {
    "need_without_yes": ("propose", "contact_author", "note"),
    "concern": ("read_report", "suspend", "note"),
    "dispute": ("resolve_completed", "resolve_failed"),
    "unreported": ("contact_author", "note"),
    "member_pending": ("admit", "suspend"),
    "follow_up": ("propose", "note"),
}


def queue(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[Entry]:
    """What needs a human in this community, most pressing first. One's own cases are never in it."""
    access.require_role(caller, Role.COORDINATOR, community_id)
    rows = session.execute(
        _QUEUE,
        {
            "community": community_id,
            "now": now,
            **LATE,
            "blocked": list(caller.blocked),
            "not_mine": [caller.person_id, *caller.blocked],
            "skip": skip,
            "limit": limit,
        },
    )
    return [Entry(r.why, r.type, r.id, r.since, _ANSWERS[r.why]) for r in rows]


def board_needs(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    status: NeedStatus | None,
    category: str | None,
    after: UUID | None,
    limit: int,
) -> list[Need]:
    access.require_role(caller, Role.COORDINATOR, community_id)
    wanted: list[ColumnElement[bool]] = [
        col(Need.community_id) == community_id,
        ~col(Need.author_hidden),
        not_blocked(caller, col(Need.author_id)),
    ]
    if status is not None:
        wanted.append(col(Need.status) == status)
    if category is not None:
        wanted.append(col(Need.category) == category)
    if after is not None:
        wanted.append(col(Need.id) > after)
    return list(session.execute(select(Need).where(*wanted).order_by(col(Need.id)).limit(limit)).scalars())


def board_offers(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    status: OfferStatus | None,
    after: UUID | None,
    limit: int,
) -> list[Offer]:
    return offers.listed(session, caller, community_id=community_id, status=status, after=after, limit=limit)


def board_matches(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    status: MatchStatus | None,
    after: UUID | None,
    limit: int,
) -> list[Match]:
    access.require_role(caller, Role.COORDINATOR, community_id)
    wanted: list[ColumnElement[bool]] = [
        col(Match.community_id) == community_id,
        not_blocked(caller, col(Match.helper_person_id)),
        not_blocked(caller, col(Match.beneficiary_id)),
    ]
    if status is not None:
        wanted.append(col(Match.status) == status)
    if after is not None:
        wanted.append(col(Match.id) > after)
    return list(session.execute(select(Match).where(*wanted).order_by(col(Match.id)).limit(limit)).scalars())


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
    offer = access.offer_seen_by(session, caller, offer_id)
    return matches.propose(session, caller, need, offer, reason=reason, now=now)


def tend(
    session: Session,
    caller: Caller,
    community_id: UUID,
    need_id: UUID,
    changes: dict[str, Any],
    *,
    version: int | None,
    now: datetime,
) -> Need:
    """Hides or shows a need, marks it a double, notes something, sets a date to look again. Nobody edits its words."""
    seen = _need_of(session, caller, community_id, need_id)
    if caller.speaks_for(seen.author_id):
        raise Forbidden("not_in_own_matter")
    [need] = locks.take(session, needs=[need_id])
    if version is not None and need.version != version:
        raise Stale
    reason = changes.get("reason")
    if "hidden" in changes and changes["hidden"] is not need.hidden:
        if not reason:
            raise Invalid("/reason", "reason_needed")
        need.hidden = changes["hidden"]
        kind = EventKind.NEED_HIDDEN if need.hidden else EventKind.NEED_SHOWN
        _act(session, caller, kind, need, reason, now)
    if changes.get("duplicate_of") is not None:
        original = _need_of(session, caller, community_id, changes["duplicate_of"])
        if original.id == need.id:
            raise Invalid("/duplicate_of", "not_of_itself")
        need.duplicate_of = original.id
    if "follow_up_at" in changes:
        need.follow_up_at = changes["follow_up_at"]
    if changes.get("note"):
        _act(session, caller, EventKind.NEED_NOTED, need, changes["note"], now)
    need.version += 1
    return need


def remove(
    session: Session, caller: Caller, community_id: UUID, need_id: UUID, *, reason: str, now: datetime
) -> Need:
    """Takes down what must not stand here. Its author reads why; confirmed help is cancelled."""
    return _judge(
        session, caller, community_id, need_id, NeedMove.REMOVE, EventKind.NEED_REMOVED, reason, now
    )


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
    return _judge(
        session, caller, community_id, need_id, NeedMove.REINSTATE, EventKind.NEED_REINSTATED, reason, now
    )


def _judge(
    session: Session,
    caller: Caller,
    community_id: UUID,
    need_id: UUID,
    move: NeedMove,
    kind: EventKind,
    reason: str,
    now: datetime,
) -> Need:
    seen = _need_of(session, caller, community_id, need_id)
    if caller.speaks_for(seen.author_id):
        raise Forbidden("not_in_own_matter")
    [need] = locks.take(session, needs=[need_id])
    try:
        status = need_states.target(need.status, move)
    except need_states.NotAllowed as error:
        if move is NeedMove.REMOVE and need.status is NeedStatus.REMOVED:
            return need
        raise Conflict("not_possible", current=need.status, allowed=[]) from error
    need.status = status
    need.version += 1
    need.next_wave_at = now if status is NeedStatus.OPEN else None
    need.closed_at = None if status is NeedStatus.OPEN else now
    live = endings.of_need(session, need.id)
    if status is NeedStatus.REMOVED:
        endings.by_system(session, live, actor=caller.person_id, now=now, code="need_removed")
    _act(session, caller, kind, need, reason, now)
    return need


def _need_of(session: Session, caller: Caller, community_id: UUID, need_id: UUID) -> Need:
    access.require_role(caller, Role.COORDINATOR, community_id)
    need = access.need(session, caller, need_id)
    if need.community_id != community_id:
        raise NotFound
    return need


def _act(session: Session, caller: Caller, kind: EventKind, need: Need, reason: str, now: datetime) -> None:
    event = record(
        session,
        kind,
        actor=caller.person_id,
        subject=("need", need.id),
        need_id=need.id,
        community_id=need.community_id,
        now=now,
    )
    notes.write(session, caller, reason, about=need.author_id, subject_id=need.id, event_id=event, now=now)
