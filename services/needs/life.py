"""Needs: taking them back, renewing them, saying it is done. Only by whom they are for.

Posting is `posts`, editing `edits`; what they share is in `parts`.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.events import EventKind, record_on
from core.events.payloads import NeedFulfilled, NeedPosted
from core.models import Need
from matching.states import deadlines, need_states
from matching.states.need_states import NeedMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import MatchStatus, NeedStatus
from services.access import rights, room
from services.consequences import coverage, doubles, endings, moving, turns
from services.needs import parts as need_parts


def withdraw(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> Need:
    """Takes an own need back, at any moment and without a reason. Confirmed help is cancelled."""
    rights.own_need(session, caller, need_id)
    return withdraw_for(session, need_id, actor=caller.person_id, now=now)


def withdraw_for(session: Session, need_id: UUID, *, actor: UUID, now: datetime) -> Need:
    """Takes back a need of somebody, by whoever may: its author, or who ends all that stands in their name."""
    need = need_parts.locked(session, need_id)
    if need.status is NeedStatus.WITHDRAWN:
        return need
    _move(need, NeedMove.WITHDRAW, now)
    record_on(session, EventKind.NEED_WITHDRAWN, need, actor=actor, for_id=need.author_id, now=now)
    live = endings.of_need(session, need.id)
    endings.by_system(session, live, actor=actor, now=now, code=WhyEnded.NEED_WITHDRAWN)
    return need


def open_pending(session: Session, need_id: UUID, *, actor: UUID, now: datetime) -> None:
    """The consent that a need waited for is there: it opens."""
    need = need_parts.locked(session, need_id)
    if need.status is not NeedStatus.PENDING:
        return
    _move(need, NeedMove.OPEN, now)
    posted = NeedPosted(need.urgency)
    record_on(session, EventKind.NEED_POSTED, need, posted, actor=actor, for_id=need.author_id, now=now)


def renew(
    session: Session, caller: Caller, need_id: UUID, *, expires_at: datetime | None, now: datetime
) -> Need:
    """Gives an open or expired need a new life, as long as its first. Raises Conflict, also where of one that ended
    long ago nothing is left to ask for.
    """
    rights.own_need(session, caller, need_id)
    need = need_parts.locked(session, need_id)
    if need.emptied_at is not None:
        raise need_parts.not_possible(need)
    if need.status is not NeedStatus.OPEN:
        room.for_need(session, need, now=now)
        turns.put(session, need, posted_at=now, now=now)
    _move(need, NeedMove.RENEW, now)
    need.windows = tuple(window for window in need.windows if window.end > now)
    need.expires_at = need_parts.expiry(need.urgency, now, expires_at, need_parts.last_end(need.windows))
    need.handed_over_at = None
    need.remind_at = deadlines.first_reminder(now, need.expires_at)
    need.wave = 0
    need.held_since = None
    need_parts.ask_anew(need, now)
    record_on(session, EventKind.NEED_RENEWED, need, actor=caller.person_id, for_id=need.author_id, now=now)
    coverage.settle(session, need, now=now, actor=caller.person_id)
    return need


def another_matter(session: Session, caller: Caller, need_id: UUID, *, now: datetime) -> Need:
    """The author says that it is no double: it asks at once, and no coordinator marks it again. Repeating it is
    harmless. Raises Conflict where nobody marked it.
    """
    rights.own_need(session, caller, need_id)
    need = need_parts.locked(session, need_id)
    if need.duplicate_of is None:
        if need.another_matter:
            return need
        raise need_parts.not_possible(need)
    need.another_matter = True
    need.version += 1
    doubles.stand_alone(session, need, now=now, actor=caller.person_id)
    kind = EventKind.NEED_IS_ANOTHER_MATTER
    record_on(session, kind, need, actor=caller.person_id, for_id=need.author_id, now=now)
    return need


def fulfil(session: Session, caller: Caller, need_id: UUID, *, helped_elsewhere: bool, now: datetime) -> Need:
    """The author says enough. `helped_elsewhere`: the help came another way; also recorded late."""
    rights.own_need(session, caller, need_id)
    need = need_parts.locked(session, need_id)
    if need.status is NeedStatus.FULFILLED:
        return need
    late = need.status in (NeedStatus.EXPIRED, NeedStatus.WITHDRAWN)
    if late and not helped_elsewhere:
        raise need_parts.not_possible(need)
    _move(need, NeedMove.RECORD_LATE if late else NeedMove.CLOSE, now)
    need.helped_elsewhere = helped_elsewhere
    turns.advance(session, need, now=now)
    record_on(
        session,
        EventKind.NEED_FULFILLED,
        need,
        NeedFulfilled(helped_elsewhere, late),
        actor=caller.person_id,
        for_id=need.author_id,
        now=now,
    )
    endings.supersede_rest(session, need, actor=caller.person_id, now=now)
    if helped_elsewhere:
        agreed = endings.of_need(session, need.id, {MatchStatus.CONFIRMED})
        endings.by_system(session, agreed, actor=caller.person_id, now=now, code=WhyEnded.HELPED_ELSEWHERE)
    return need


def _move(need: Need, move: NeedMove, now: datetime) -> None:
    try:
        moving.move_need(need, move, now=now)
    except need_states.NotAllowed as error:
        raise need_parts.not_possible(need) from error
