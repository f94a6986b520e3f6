"""Communities: founding, finding, joining, leaving."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from core.events import EventKind, record
from core.keyring import vault
from core.models import Community, Invitation, Membership
from matching.distance import km
from matching.values import Point
from matching.vocabulary import CommunityState, JoinPolicy, MemberState, Role
from services import access, categories, locks, sign_in
from services.people import ZONES

INVITATION_LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Nearby:
    community: Community
    km: float


def found(session: Session, caller: Caller, fields: dict[str, Any], *, now: datetime) -> Community:
    """A new community with its author as steward. It works for whoever is given its id; nobody else finds it."""
    _check(fields)
    community = Community(**fields, created_at=now)
    session.add(community)
    session.flush()
    session.add(
        Membership(
            community_id=community.id,
            person_id=caller.person_id,
            state=MemberState.ACTIVE,
            role=Role.STEWARD,
            since=now,
        )
    )
    _note(session, EventKind.COMMUNITY_FOUNDED, caller, community, now)
    return community


def _check(fields: dict[str, Any]) -> None:
    if (zone := fields.get("time_zone")) is not None and zone not in ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    categories.ensure_known(fields.get("categories") or [])


def edit(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: dict[str, Any],
    *,
    version: int,
    now: datetime,
) -> Community:
    """Changes what a community says of itself; for stewards. Raises Stale where somebody was faster."""
    community = get(session, caller, community_id)
    access.require_role(caller, Role.STEWARD, community_id)
    session.refresh(community, with_for_update=True)
    if community.version != version:
        raise Stale
    _check(changes)
    for field, value in changes.items():
        setattr(community, field, value)
    community.version += 1
    _note(session, EventKind.COMMUNITY_EDITED, caller, community, now)
    return community


def recognise(session: Session, community_id: UUID, *, now: datetime) -> Community:
    """The operator's word that a community is what it says. It can be found from now on."""
    community = session.get(Community, community_id)
    if community is None:
        raise NotFound
    if community.state is not CommunityState.RECOGNISED:
        community.state = CommunityState.RECOGNISED
        community.version += 1
        _note(session, EventKind.COMMUNITY_RECOGNISED, None, community, now)
    return community


def get(session: Session, caller: Caller | None, community_id: UUID) -> Community:
    """A community by its id: whoever was given the id may know it, also while it is new."""
    community = session.get(Community, community_id)
    if community is None:
        raise NotFound
    return community


def recognised(session: Session, caller: Caller, least: Role) -> set[UUID]:
    """Where the caller is at least this, of recognised communities: anybody can be anything in one they founded."""
    mine = caller.communities(least)
    if not mine:
        return set()
    known = col(Community.state) == CommunityState.RECOGNISED
    return set(session.scalars(select(col(Community.id)).where(col(Community.id).in_(mine), known)))


def search(
    session: Session, *, near: Point | None, words: str | None, after: UUID | None, limit: int
) -> list[Community]:
    """Recognised communities, nearest first around `near`, else by age."""
    wanted: list[ColumnElement[bool]] = [col(Community.state) == CommunityState.RECOGNISED]
    if words:
        wanted.append(col(Community.name).icontains(words, autoescape=True))
    if after is not None and near is None:
        wanted.append(col(Community.id) > after)
    found = list(
        session.execute(
            select(Community)
            .where(*wanted)
            .order_by(col(Community.id))
            .limit(limit if near is None else 10_000)
        ).scalars()
    )
    if near is None:
        return found
    found.sort(key=lambda c: (km(near, Point(c.lat, c.lon)), c.id))
    start = next((i + 1 for i, c in enumerate(found) if c.id == after), 0)
    return found[start : start + limit]


def nearest(session: Session, point: Point, *, holding: bool, limit: int = 3) -> list[Nearby]:
    """Recognised communities around a place, nearest first; `holding`: only those whose area holds it."""
    rows = session.execute(
        select(Community).where(col(Community.state) == CommunityState.RECOGNISED)
    ).scalars()
    measured = sorted(
        (Nearby(c, km(point, Point(c.lat, c.lon))) for c in rows), key=lambda n: (n.km, n.community.id)
    )
    return [n for n in measured if not holding or n.km <= n.community.reach_km][:limit]


def join(
    session: Session, caller: Caller, community_id: UUID, *, invitation: str | None, now: datetime
) -> Membership:
    """Joins as the community's policy lets one. Raises Forbidden where an invitation is needed or was wrong."""
    community = get(session, caller, community_id)
    locks.own_person(session, caller.person_id)
    member = session.get(Membership, (community_id, caller.person_id), populate_existing=True)
    if member is not None and member.state is MemberState.SUSPENDED:
        raise Forbidden("suspended")
    if member is not None and member.state is MemberState.ACTIVE:
        return member
    invited = invitation is not None and _use(session, community_id, invitation, now)
    if invitation is not None and not invited:
        raise Forbidden("invitation_not_valid")
    if community.join_policy is JoinPolicy.INVITATION and not invited:
        raise Forbidden("invitation_needed")
    at_once = invited or community.join_policy is JoinPolicy.OPEN
    if member is None:
        member = Membership(
            community_id=community_id, person_id=caller.person_id, state=MemberState.PENDING, since=now
        )
        session.add(member)
    elif member.state is MemberState.PENDING and not at_once:
        return member
    member.state = MemberState.ACTIVE if at_once else MemberState.PENDING
    member.since = now
    kind = EventKind.MEMBER_ADMITTED if at_once else EventKind.MEMBER_PENDING
    record(
        session,
        kind,
        actor=caller.person_id,
        subject=("person", caller.person_id),
        community_id=community_id,
        now=now,
    )
    return member


def _use(session: Session, community_id: UUID, word: str, now: datetime) -> bool:
    found = session.execute(
        select(Invitation)
        .where(
            col(Invitation.community_id) == community_id,
            col(Invitation.lookup) == vault(session).index("invitation", word),
            col(Invitation.uses_left) > 0,
            col(Invitation.expires_at) > now,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if found is None:
        return False
    found.uses_left -= 1
    return True


def invite(
    session: Session, caller: Caller, community_id: UUID, *, uses: int, now: datetime
) -> tuple[Invitation, str]:
    """A word that lets people in, for active members; shown once, here. Under `vouched` it is one's own word too."""
    access.require_role(caller, Role.MEMBER, community_id)
    if uses > 1:
        access.require_role(caller, Role.COORDINATOR, community_id)
    word = sign_in.new_secret()
    row = Invitation(
        community_id=community_id,
        lookup=vault(session).index("invitation", word),
        by=caller.person_id,
        uses_left=uses,
        expires_at=now + INVITATION_LIFETIME,
    )
    session.add(row)
    record(
        session,
        EventKind.INVITATION_MADE,
        actor=caller.person_id,
        subject=("invitation", row.id),
        community_id=community_id,
        now=now,
        uses=uses,
    )
    return row, word


def holding_place(session: Session, point: Point) -> Community:
    """The recognised community whose area holds the place, nearest first. Raises Conflict `nobody_here_yet`."""
    holding = nearest(session, point, holding=True, limit=1)
    if holding:
        return holding[0].community
    near = nearest(session, point, holding=False)
    lines = [line for n in near[:1] for line in n.community.emergency]
    raise Conflict(
        "nobody_here_yet",
        emergency=lines,
        nearest=[{"id": str(n.community.id), "name": n.community.name, "km": round(n.km)} for n in near],
    )


def _note(
    session: Session, kind: EventKind, caller: Caller | None, community: Community, now: datetime
) -> None:
    record(
        session,
        kind,
        actor=caller.person_id if caller else None,
        subject=("community", community.id),
        community_id=community.id,
        now=now,
    )
