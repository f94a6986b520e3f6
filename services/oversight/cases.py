"""Concerns that nobody of their community may judge, for it is about a steward, or nobody else is left.

The operator is the outside ear of every community that names none.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.crypto.keyring import keyring
from core.database import locks
from core.errors import NotFound
from core.models import Community, Concern, Match, MatchReport
from services import sealed
from services.afterwards import concerns
from services.afterwards.concerns import Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """A concern, in which community, and what was written with it; None where nothing was, or nobody can read it."""

    concern: Concern
    community: Community
    note: str | None = None


def waiting(session: Session) -> list[Case]:
    """Open concerns that are the operator's to hear, oldest first."""
    open_ones = select(Concern).where(col(Concern.closed_at).is_(None)).order_by(col(Concern.at))
    return [
        Case(concern, session.get_one(Community, concern.community_id))
        for concern in session.scalars(open_ones).all()
        if not concerns.heard_here(session, concern)
    ]


def read(session: Session, concern_id: UUID) -> Case:
    """A concern of these with what its author wrote. Raises NotFound where it is not the operator's."""
    concern = _theirs(session, concern_id)
    report = session.get(MatchReport, (concern.match_id, concern.side))
    note = None
    if report is not None:
        cell = sealed.report_cell(concern.match_id, concern.side, "note")
        note = keyring(session).open(report.author_id, cell, report.note)
    return Case(concern, session.get_one(Community, concern.community_id), note)


def decide(session: Session, concern_id: UUID, verdict: Verdict, *, reason: str, now: datetime) -> Concern:
    """The operator has looked: the case is closed, or what it bars is barred for two weeks more; whose concern it is
    can read the reason. Raises NotFound where it is not the operator's.
    """
    concern = _theirs(session, concern_id)
    _, match = locks.take_match(session, session.get_one(Match, concern.match_id))
    session.refresh(concern)
    if concern.closed_at is None:
        concerns.judge(session, None, match, concern, verdict, reason=reason, now=now)
    return concern


def _theirs(session: Session, concern_id: UUID) -> Concern:
    concern = session.get(Concern, concern_id)
    if concern is None or concerns.heard_here(session, concern):
        raise NotFound
    return concern
