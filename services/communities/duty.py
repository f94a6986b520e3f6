"""Duty: who of a community may be rung for an urgent need without a yes, from when, and until when.

One has any number of duties that lie apart: the one that goes on now, and those to come. Only who is on duty now, and
still answers for the community, is rung.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid, TooMany
from core.models import Duty, Membership
from matching.words.vocabulary import MemberState, Role
from services.access import rights

LONGEST = timedelta(days=14)
"""So far ahead a duty may end."""
MOST_AHEAD = 30
"""So many duties one may have to come."""
SOMEBODY_IN = """EXISTS (SELECT FROM duty d
      JOIN membership a ON a.community_id = d.community_id AND a.person_id = d.person_id
       AND a.state = 'active' AND a.role <> 'member'
     WHERE d.community_id = {community} AND d.since <= :now AND d.until > :now)"""
"""SQL: whether somebody is on duty now in `community`, which is to be put in; as `goes_on`."""


def goes_on(at: datetime) -> ColumnElement[bool]:
    """That a duty goes on at this moment, of somebody who answers for the community."""
    answers_for_it = exists().where(
        col(Membership.community_id) == col(Duty.community_id),
        col(Membership.person_id) == col(Duty.person_id),
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role) != Role.MEMBER,
    )
    return (col(Duty.since) <= at) & (col(Duty.until) > at) & answers_for_it


def listed(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> list[Duty]:
    """Who is on duty now; for members."""
    rights.require_role(caller, Role.MEMBER, community_id)
    here = (col(Duty.community_id) == community_id, goes_on(now))
    return list(session.scalars(select(Duty).where(*here).order_by(col(Duty.until), col(Duty.person_id))))


def planned(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> list[Duty]:
    """Duties to come, the first one first; for those who answer for the community."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    here = (col(Duty.community_id) == community_id, col(Duty.since) > now)
    return list(session.scalars(select(Duty).where(*here).order_by(col(Duty.since), col(Duty.person_id))))


def take(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    since: datetime | None = None,
    until: datetime,
    now: datetime,
) -> Duty:
    """The caller, a coordinator, may be rung from `since` (None: now) until then. What of their own duties it overlaps
    it takes the place of; one that goes on keeps its beginning.

    Raises Invalid for a time that is past or too far off, TooMany beyond thirty to come.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    # To the second, as everybody reads it: by that the duty is called off again.
    start = now if since is None else max(now, since.replace(microsecond=0))
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until <= start:
        raise Invalid("/until", "ends_before_it_starts")
    if until > now + LONGEST:
        raise Invalid("/until", "out_of_range")
    mine = (col(Duty.community_id) == community_id, col(Duty.person_id) == caller.person_id)
    overlapped = session.scalars(
        select(Duty).where(*mine, col(Duty.since) < until, col(Duty.until) > start).with_for_update()
    ).all()
    for row in overlapped:
        session.delete(row)
    session.flush()
    ahead = select(func.count()).select_from(Duty).where(*mine, col(Duty.since) > now)
    if session.scalars(ahead).one() >= MOST_AHEAD:
        raise TooMany(keeps=False, retry_after=int(LONGEST.total_seconds()))
    begun = [row.since for row in overlapped if row.since <= now] if start == now else []
    duty = Duty(
        community_id=community_id,
        person_id=caller.person_id,
        since=min([start, *begun]),
        until=until,
        handed_on_at=None,
    )
    session.add(duty)
    session.flush()
    return duty


def leave(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    since: datetime | None = None,
    now: datetime,
) -> None:
    """Off duty now, for what goes on; `since`: instead, the duty to come that begins then is called off. Repeating it
    is harmless.
    """
    rights.require_role(caller, Role.MEMBER, community_id)
    mine = (col(Duty.community_id) == community_id, col(Duty.person_id) == caller.person_id)
    if since is not None:
        session.execute(delete(Duty).where(*mine, col(Duty.since) == since, col(Duty.since) > now))
        return
    going_on = select(Duty).where(*mine, col(Duty.since) <= now, col(Duty.until) > now)
    for row in session.scalars(going_on).all():
        row.until = now
    session.flush()


def on_duty(session: Session, community_id: UUID, now: datetime) -> int:
    """How many are on duty now."""
    here = (col(Duty.community_id) == community_id, goes_on(now))
    return session.scalars(select(func.count()).select_from(Duty).where(*here)).one()


def who_is_next(session: Session, community_id: UUID, at: datetime) -> list[UUID]:
    """Who is on duty at this moment, or where nobody is, whoever is next; [] where nobody is to come."""
    there = session.scalars(
        select(col(Duty.person_id)).where(col(Duty.community_id) == community_id, goes_on(at))
    )
    found = sorted(set(there))
    if found:
        return found
    first = (
        select(col(Duty.person_id))
        .where(col(Duty.community_id) == community_id, col(Duty.since) > at)
        .order_by(col(Duty.since), col(Duty.person_id))
        .limit(1)
    )
    return list(session.scalars(first))
