"""How matches end: by the word of one of the two, or because something that they stood on is gone.

Everything here runs under the locks of `core.database.locks`; callers take them first.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import EventKind, record_on
from core.events.match_payloads import MatchEnded
from core.models import Match, Need
from matching.states import deadlines
from matching.words.end_codes import EndCode
from matching.words.vocabulary import LIVE_MATCH, By, CompletedBy, MatchStatus, Move
from services.consequences import moving

ENDS = {
    MatchStatus.DECLINED: EventKind.MATCH_DECLINED,
    MatchStatus.REFUSED: EventKind.MATCH_REFUSED,
    MatchStatus.LAPSED: EventKind.MATCH_LAPSED,
    MatchStatus.SUPERSEDED: EventKind.MATCH_SUPERSEDED,
    MatchStatus.WITHDRAWN: EventKind.MATCH_WITHDRAWN,
    MatchStatus.CANCELLED: EventKind.MATCH_CANCELLED,
    MatchStatus.COMPLETED: EventKind.MATCH_COMPLETED,
    MatchStatus.FAILED: EventKind.MATCH_FAILED,
    MatchStatus.DISPUTED: EventKind.MATCH_DISPUTED,
}


def end(
    session: Session,
    match: Match,
    move: Move,
    *,
    by: By,
    actor: UUID | None,
    now: datetime,
    to: MatchStatus | None = None,
    code: EndCode | None = None,
    for_id: UUID | None = None,
) -> int:
    """Ends a match by this move and records it; returns the event's number. A dispute waits for a coordinator.

    `to`: which end, where the table leaves a choice. Raises `lifecycle.NotAllowed` where it forbids the move.
    """
    was = match.status
    silent = match.completed_by is CompletedBy.SILENCE
    appealed = move is Move.OVERTURN
    status = moving.move_match(match, move, by, to=to, by_silence=silent, appealed=appealed)
    match.ended_at, match.end_code, match.ended_by = now, code, by
    match.due_at = now + deadlines.DISPUTE if status is MatchStatus.DISPUTED else None
    told_by = By.SYSTEM if move is Move.REPORT else by
    ended = MatchEnded(told_by, was, code)
    return record_on(session, ENDS[status], match, ended, actor=actor, for_id=for_id, now=now)


def of_need(session: Session, need_id: UUID, statuses: Iterable[MatchStatus] = LIVE_MATCH) -> list[Match]:
    """A need's matches, as they stand now."""
    return list(
        session.execute(
            select(Match)
            .where(col(Match.need_id) == need_id, col(Match.status).in_(list(statuses)))
            .order_by(col(Match.id))
            .execution_options(populate_existing=True)
        ).scalars()
    )


def by_system(
    session: Session, matches: Iterable[Match], *, actor: UUID | None, now: datetime, code: EndCode
) -> None:
    """Ends live matches because something they stood on is gone. Confirmed help is cancelled."""
    for match in matches:
        move = Move.END if match.status is MatchStatus.CONFIRMED else Move.WITHDRAW
        end(session, match, move, by=By.SYSTEM, actor=actor, now=now, code=code)


def supersede_rest(session: Session, need: Need, *, actor: UUID | None, now: datetime) -> None:
    """The need is covered: everybody else who was asked hears that they are no longer needed."""
    undecided = LIVE_MATCH - {MatchStatus.CONFIRMED}
    for match in of_need(session, need.id, undecided):
        end(session, match, Move.SUPERSEDE, by=By.SYSTEM, actor=actor, now=now)


def ask_again(need: Need, now: datetime) -> None:
    """Somebody is not coming after all: the next may be asked at once, where helpers are asked at all."""
    if need.next_wave_at is not None or need.handed_over_at is not None:
        need.next_wave_at = moving.next_wave(need, now)
