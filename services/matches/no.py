"""Saying no to a match: declining, refusing, taking one's own yes back, calling off what was agreed.

Each move finds without locks, takes the locks in the one order, reads again, and only then decides. Repeating
one's own move answers with the match as it is.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import notes
from core.access import Caller
from core.database import locks
from core.errors import Conflict
from core.models import Match
from core.models.values import Spoken
from matching.states import lifecycle
from matching.words.vocabulary import By, DeclineReason, MatchStatus, Move
from services.access import moves as match_moves
from services.access import rights
from services.consequences import coverage, endings


def decline(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    reason: DeclineReason | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """The helper says no, or takes a yes back before it was confirmed. A no needs no reason."""
    return _say_no(
        session, caller, match_id, Move.DECLINE, side=By.HELPER, reason=reason, spoken=spoken, now=now
    )


def refuse(
    session: Session, caller: Caller, match_id: UUID, *, spoken: Spoken | None = None, now: datetime
) -> Match:
    """The beneficiary says no to somebody, or takes an invitation back. No reason is owed."""
    return _say_no(session, caller, match_id, Move.REFUSE, side=By.BENEFICIARY, spoken=spoken, now=now)


def take_back(
    session: Session, caller: Caller, match_id: UUID, *, spoken: Spoken | None = None, now: datetime
) -> Match:
    """Either side takes its own yes back while the other has not said theirs."""
    seen = rights.match(session, caller, match_id)
    side = rights.require_side(caller, seen, By.HELPER, By.BENEFICIARY)
    return _say_no(session, caller, match_id, Move.TAKE_BACK, side=side, spoken=spoken, now=now)


def _say_no(
    session: Session,
    caller: Caller,
    match_id: UUID,
    move: Move,
    *,
    side: By,
    reason: DeclineReason | None = None,
    spoken: Spoken | None,
    now: datetime,
) -> Match:
    seen = rights.match(session, caller, match_id)
    voice = rights.voice(caller, seen, rights.require_side(caller, seen, side), spoken, now=now)
    need, match = locks.take_match(session, seen)
    if lifecycle.is_repeat(match.status, move, side):
        return match
    match_moves.possible(match, move, side)
    endings.end(session, match, move, by=side, actor=voice.by, now=now, code=reason, for_id=voice.for_id)
    endings.ask_again(need, now)
    return match


def cancel(
    session: Session,
    caller: Caller,
    match_id: UUID,
    *,
    reason: str | None = None,
    spoken: Spoken | None = None,
    now: datetime,
) -> Match:
    """Calls off what was agreed. Helpers and coordinators owe a reason; those who asked for help owe none.

    For a coordinator, on a proposal nobody has answered, this withdraws it.
    """
    seen = rights.match(session, caller, match_id)
    side = rights.side(caller, seen)
    for_id = None if side is By.COORDINATOR else rights.voice(caller, seen, side, spoken, now=now).for_id
    need, match = locks.take_match(session, seen)
    if lifecycle.is_repeat(match.status, Move.CANCEL, side):
        return match
    withdrawing = side is By.COORDINATOR and match.status is not MatchStatus.CONFIRMED
    move = Move.WITHDRAW if withdrawing else Move.CANCEL
    match_moves.possible(match, move, side)
    if side is not By.BENEFICIARY and not reason:
        raise Conflict(
            "reason_needed",
            current=match.status,
            allowed=match_moves.moves(match, side),
            errors=[{"pointer": "/reason", "code": "reason_needed"}],
        )
    event = endings.end(session, match, move, by=side, actor=caller.person_id, now=now, for_id=for_id)
    if reason:
        about = match.helper_person_id if side is By.HELPER else match.beneficiary_id
        notes.write(session, caller, reason, about=about, subject_id=match.id, event_id=event, now=now)
    coverage.settle(session, need, now=now, actor=caller.person_id)
    endings.ask_again(need, now)
    return match
