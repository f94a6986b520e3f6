"""Duty: who of a community may be rung for an urgent need without a yes, and until when."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid
from core.models import Duty
from matching.words.vocabulary import Role
from services.access import rights

LONGEST = timedelta(days=14)


def listed(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> list[Duty]:
    """Who is on duty now; for members."""
    rights.require_role(caller, Role.MEMBER, community_id)
    return list(
        session.scalars(
            select(Duty)
            .where(col(Duty.community_id) == community_id, col(Duty.until) > now)
            .order_by(col(Duty.until), col(Duty.person_id))
        )
    )


def take(session: Session, caller: Caller, community_id: UUID, *, until: datetime, now: datetime) -> Duty:
    """The caller, a coordinator, may be rung until then."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until > now + LONGEST:
        raise Invalid("/until", "out_of_range")
    row = session.merge(
        Duty(community_id=community_id, person_id=caller.person_id, since=now, until=until, handed_on_at=None)
    )
    session.flush()
    return row


def leave(session: Session, caller: Caller, community_id: UUID) -> None:
    """Off duty; repeating it is harmless."""
    rights.require_role(caller, Role.MEMBER, community_id)
    session.execute(
        delete(Duty).where(col(Duty.community_id) == community_id, col(Duty.person_id) == caller.person_id)
    )


def on_duty(session: Session, community_id: UUID, now: datetime) -> int:
    """How many are on duty now."""
    return session.scalars(
        select(func.count()).where(col(Duty.community_id) == community_id, col(Duty.until) > now)
    ).one()
