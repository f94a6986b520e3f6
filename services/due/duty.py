"""Ringing those on duty for urgent needs that found no yes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists
from sqlmodel import Session, col

from core.database import locks
from core.database.due import LONG_AGO, NOW, due
from core.events import EventKind, record_on
from core.events.payloads import Rung
from core.models import Match, Need
from matching.states import deadlines
from matching.words.vocabulary import MatchStatus, NeedStatus, Urgency
from services.asking import overflow
from services.communities import duty


def _has_a_yes() -> ColumnElement[bool]:
    said = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.COMPLETED)
    return exists().where(col(Match.need_id) == col(Need.id), col(Match.status).in_(said))


to_ring = due(
    col(Need.id),
    col(Need.status) == NeedStatus.OPEN,
    col(Need.urgency) == Urgency.URGENT,
    col(Need.rung_at).is_(None),
    col(Need.rings_since).is_not(None),
    col(Need.duplicate_of).is_(None),
    ~_has_a_yes(),
    at=case(
        (col(Need.handed_over_at).is_not(None), LONG_AGO),
        else_=col(Need.posted_at) + deadlines.WITHOUT_YES[Urgency.URGENT],
    ),
    besides=[col(Need.expires_at) > NOW],
    order=[col(Need.posted_at)],
)
"""Urgent needs for a quarter of an hour without a yes, for which somebody may be rung and nobody was yet."""


def ring(session: Session, need_id: UUID, now: datetime) -> None:
    """Rings those on duty whatever the hour; where nobody is, all coordinators, and the author is told so."""
    [need] = locks.take(session, needs=[need_id])
    if need.status is not NeedStatus.OPEN or need.rung_at is not None or need.rings_since is None:
        return
    if need.duplicate_of is not None:
        return
    need.rung_at = now
    if need.handed_over_at is None:
        overflow.hand_over(session, need, now=now)
    need.version += 1
    there = duty.on_duty(session, need.community_id, now)
    kinds = [EventKind.DUTY_RUNG] if there else [EventKind.COORDINATORS_RUNG, EventKind.NOBODY_ON_DUTY]
    for kind in kinds:
        record_on(session, kind, need, Rung(there), actor=None, now=now)
