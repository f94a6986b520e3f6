"""What time does where several must come and fewer have agreed to: says so in time, and calls it off when it begins."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from core.database import locks
from core.database.due import due
from core.models import Match
from matching.words.vocabulary import MatchStatus
from services.consequences import company, coverage

to_look_at = due(
    col(Match.id),
    col(Match.status) == MatchStatus.CONFIRMED,
    at=col(Match.company_due_at),
    order=[col(Match.company_due_at)],
)
"""Confirmed matches that wait for others to come, too, of which it is time to say so or to call them off."""


def look(session: Session, match_id: UUID, now: datetime) -> None:
    """Calls off what begins now with others missing; else says to whom it concerns that others are missing."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    if not _is_due(match, now):
        return
    covered = coverage.settle(session, need, now=now, actor=None)
    if _is_due(match, now):
        company.tell(session, need, match, covered.confirmed + covered.completed, now=now)


def _is_due(match: Match, now: datetime) -> bool:
    return match.company_due_at is not None and match.company_due_at <= now
