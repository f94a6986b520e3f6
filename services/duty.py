"""Duty: who is rung when an urgent need finds no yes, and the honest word where nobody is there."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid
from core.events import EventKind
from core.models import Duty, Match, Need
from matching.vocabulary import MatchStatus, NeedStatus, Role, Urgency
from services import access, due, locks, overflow, records

RING_AFTER = timedelta(minutes=15)
LONGEST = timedelta(days=14)


def of(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> list[Duty]:
    """Who is on duty now; for members."""
    access.require_role(caller, Role.MEMBER, community_id)
    return list(
        session.scalars(
            select(Duty)
            .where(col(Duty.community_id) == community_id, col(Duty.until) > now)
            .order_by(col(Duty.until), col(Duty.person_id))
        )
    )


def take(session: Session, caller: Caller, community_id: UUID, *, until: datetime, now: datetime) -> Duty:
    """The caller, a coordinator, may be rung until then."""
    access.require_role(caller, Role.COORDINATOR, community_id)
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until > now + LONGEST:
        raise Invalid("/until", "out_of_range")
    row = session.merge(Duty(community_id=community_id, person_id=caller.person_id, until=until))
    session.flush()
    return row


def leave(session: Session, caller: Caller, community_id: UUID) -> None:
    """Off duty; repeating it is harmless."""
    access.require_role(caller, Role.MEMBER, community_id)
    session.execute(
        delete(Duty).where(col(Duty.community_id) == community_id, col(Duty.person_id) == caller.person_id)
    )


def on_duty(session: Session, community_id: UUID, now: datetime) -> int:
    return session.scalars(
        select(func.count()).where(col(Duty.community_id) == community_id, col(Duty.until) > now)
    ).one()


def needs_to_ring(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Urgent needs for a quarter of an hour without a yes, for which nobody was rung yet."""
    return due.ids(
        session,
        Need,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.urgency) == Urgency.URGENT,
        col(Need.rung_at).is_(None),
        col(Need.expires_at) > now,
        (col(Need.posted_at) <= now - RING_AFTER) | col(Need.handed_over_at).is_not(None),
        ~_has_a_yes(),
        limit=limit,
        order=(col(Need.posted_at),),
    )


def _has_a_yes() -> ColumnElement[bool]:
    said = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.COMPLETED)
    return exists().where(col(Match.need_id) == col(Need.id), col(Match.status).in_(said))


def ring(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    """Rings those on duty whatever the hour; where nobody is, all coordinators, and the author is told so."""
    [need] = locks.take(session, needs=[need_id])
    if need.status is not NeedStatus.OPEN or need.rung_at is not None:
        return
    need.rung_at = now
    if need.handed_over_at is None:
        overflow.hand_over(session, need, now=now)
    need.version += 1
    there = on_duty(session, need.community_id, now)
    kinds = [EventKind.DUTY_RUNG] if there else [EventKind.COORDINATORS_RUNG, EventKind.NOBODY_ON_DUTY]
    for kind in kinds:
        records.of(session, kind, need, actor=None, now=now, on_duty=there)
