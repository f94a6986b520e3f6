"""Telling again of a yes that waits: whoever asked, and after a day whoever said it, who is free for others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from core.database import locks
from core.database.due import LIMIT, NOW, Due, Since, at_once, first
from core.events import EventKind, record_on
from core.models import Match
from matching.states import yes_waits
from matching.states.yes_waits import Again
from matching.words.vocabulary import MatchStatus

KINDS = {
    Again.SOON: EventKind.MATCH_WAITING,
    Again.LONG: EventKind.MATCH_WAITING_LONG,
    Again.STILL: EventKind.MATCH_STILL_WAITING,
}


_WAITS = col(Match.status) == MatchStatus.ACCEPTED
_NOT_RECKONED = col(Match.yes_told_at).is_(None)
to_tell = Due(
    select(col(Match.id))
    .where(_WAITS, or_(_NOT_RECKONED, col(Match.yes_told_at) <= NOW))
    .order_by(col(Match.id))
    .limit(LIMIT),
    Since(
        func.least(
            at_once(select(col(Match.id)).where(_WAITS, _NOT_RECKONED)), first(col(Match.yes_told_at), _WAITS)
        )
    ),
)
"""Matches whose helper said yes, of which it is time to speak again, or not yet reckoned when."""


def tell(session: Session, match_id: UUID, now: datetime) -> None:
    """Says once what its time has come to say, and plans the next word. After a standstill only the latest."""
    _, match = locks.take_match(session, session.get_one(Match, match_id))
    said_at, urgent = match.helper_key_at, match.urgent_at_yes
    if match.status is not MatchStatus.ACCEPTED or said_at is None:
        return
    due = match.yes_told_at or yes_waits.next_word(said_at, said_at, urgent=urgent)
    if due > now:
        match.yes_told_at = due
        return
    word = yes_waits.due_word(said_at, now, urgent=urgent)
    match.yes_told_at = yes_waits.next_word(said_at, now, urgent=urgent)
    if word is not None:
        record_on(session, KINDS[word], match, actor=None, now=now)
