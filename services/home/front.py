"""A circle as everybody may see it: who answers for it, whether somebody is on duty, how much help was given lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.models import Community, Match
from matching.words.vocabulary import CompletedBy, MatchStatus
from services.communities import directory, duty

LATELY = timedelta(days=30)
TOLD_IN = 10
"""Help is counted in tens, and fewer than ten are not told: nobody learns of one meeting by how a number moves."""


@dataclass(frozen=True, slots=True)
class Front:
    """`answerable`: what those are called who agreed to be named. `helped`: how often help was given in the last 30
    days, by somebody's word and at least; None: less than ten times. `on_duty`: how many may be rung now.
    """

    answerable: list[str]
    helped: int | None
    on_duty: int


def of(session: Session, community: Community, *, now: datetime) -> Front:
    """What a circle's first page tells of it."""
    return Front(
        directory.answerable(session, community.id),
        _helped(session, community, now),
        duty.on_duty(session, community.id, now),
    )


def _helped(session: Session, community: Community, now: datetime) -> int | None:
    done = select(func.count()).where(
        col(Match.community_id) == community.id,
        col(Match.status) == MatchStatus.COMPLETED,
        col(Match.completed_by).in_((CompletedBy.PERSON, CompletedBy.REPRESENTATIVE)),
        col(Match.ended_at) > now - LATELY,
    )
    count = session.scalars(done).one()
    return count // TOLD_IN * TOLD_IN or None
