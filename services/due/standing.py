"""What time does with standing: weighs words anew when they begin or end, and unsettles what rested on what fell."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core import access
from core.database import locks
from core.database.due import due
from core.events import EventKind, record_on
from core.models import Community, Match
from matching.words.vocabulary import MatchStatus
from services.communities import standing
from services.consequences import match_times, unsettling

to_weigh = due(col(Community.id), at=col(Community.standing_due_at), order=[col(Community.standing_due_at)])
"""Communities in which somebody's word begins to count, or ends with its time."""


def weigh(session: Session, community_id: UUID, now: datetime) -> None:
    """Weighs a community's words as they count now."""
    standing.renew(session, community_id, now=now)


to_unsettle = due(
    col(Match.id),
    col(Match.status) == MatchStatus.CONFIRMED,
    col(Match.rests_on).is_not(None),
    ~access.standing_holds(),
    at=col(Match.confirmed_at),
)
"""Confirmed matches whose contact was opened on standing that the helper has no more; it is shut already."""


def unsettle(session: Session, match_id: UUID, now: datetime) -> None:
    """Makes the author's yes theirs to give again; once the agreed time has begun coordinators are told, no more."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    still = select(col(Match.id)).where(
        col(Match.id) == match_id,
        col(Match.status) == MatchStatus.CONFIRMED,
        ~access.standing_holds(),
        or_(match_times.begins().is_(None), match_times.begins() > now),
    )
    if match.status is not MatchStatus.CONFIRMED or match.rests_on is None:
        return
    if session.scalar(still) is not None:
        unsettling.unsettle(session, need, match, now=now)
    elif match_times.has_begun(match, now):
        match.rests_on = None
        record_on(session, EventKind.MATCH_STANDING_FELL, match, actor=None, now=now)
