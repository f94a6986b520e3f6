"""Finding communities: by id, by words, by place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, NotFound
from core.models import Community, Membership, Person
from matching.rules.distance import km
from matching.rules.second_words import Stewardship, independent
from matching.words.values import Point
from matching.words.vocabulary import CommunityState, MemberState, Role
from services import sealed
from services.access import hands


@dataclass(frozen=True, slots=True)
class Nearby:
    """A community, and how far its middle is from the place that was asked for."""

    community: Community
    km: float


def get(session: Session, community_id: UUID) -> Community:
    """A community by its id: whoever was given the id may know it, also while it is new. Raises NotFound."""
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


def two_stewards(session: Session, gave: Iterable[UUID], *, about: UUID | None = None, now: datetime) -> bool:
    """Whether two of those who gave their word are independent stewards, of two recognised communities.

    `about`: the community their words are about, whose own stewards count for nothing.
    """
    people = list(gave)
    rows = session.scalars(
        select(Membership)
        .join(Community, col(Community.id) == col(Membership.community_id))
        .where(
            col(Membership.person_id).in_(people),
            col(Membership.state) == MemberState.ACTIVE,
            col(Membership.role) == Role.STEWARD,
            true() if about is None else col(Membership.community_id) != about,
            col(Community.state) == CommunityState.RECOGNISED,
        )
    )
    words = [Stewardship(m.person_id, m.community_id, m.role_since or m.since) for m in rows]
    return independent(words, hands.grants(session, people), now)


def search(
    session: Session, *, near: Point | None, words: str | None, after: UUID | None, limit: int
) -> list[Community]:
    """Recognised communities, nearest first around `near`, else by age."""
    wanted: list[ColumnElement[bool]] = [col(Community.state) == CommunityState.RECOGNISED]
    if words:
        wanted.append(col(Community.name).icontains(words, autoescape=True))
    if after is not None and near is None:
        wanted.append(col(Community.id) > after)
    communities = list(
        session.execute(
            select(Community)
            .where(*wanted)
            .order_by(col(Community.id))
            .limit(limit if near is None else 10_000)
        ).scalars()
    )
    if near is None:
        return communities
    communities.sort(key=lambda c: (km(near, Point(c.lat, c.lon)), c.id))
    start = next((i + 1 for i, c in enumerate(communities) if c.id == after), 0)
    return communities[start : start + limit]


def nearest(session: Session, point: Point, *, holding: bool, limit: int = 3) -> list[Nearby]:
    """Recognised communities around a place, nearest first; `holding`: only those whose area holds it."""
    rows = session.execute(
        select(Community).where(col(Community.state) == CommunityState.RECOGNISED)
    ).scalars()
    measured = sorted(
        (Nearby(c, km(point, Point(c.lat, c.lon))) for c in rows), key=lambda n: (n.km, n.community.id)
    )
    return [n for n in measured if not holding or n.km <= n.community.reach_km][:limit]


def holding_place(session: Session, point: Point) -> Community:
    """The recognised community whose area holds the place, nearest first. Raises Conflict `nobody_here_yet`."""
    holding = nearest(session, point, holding=True, limit=1)
    if holding:
        return holding[0].community
    near = nearest(session, point, holding=False)
    numbers = [number for n in near[:1] for number in n.community.emergency]
    raise Conflict(
        "nobody_here_yet",
        emergency=[{"label": number.label, "phone": number.phone} for number in numbers],
        nearest=[{"id": str(n.community.id), "name": n.community.name, "km": round(n.km)} for n in near],
    )


def answerable(session: Session, community_id: UUID) -> list[str]:
    """What those are called who answer for a community and agreed to be named; for everybody."""
    rows = session.scalars(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.community_id) == community_id,
            col(Membership.answerable),
            col(Membership.state) == MemberState.ACTIVE,
            col(Membership.role) != Role.MEMBER,
        )
        .order_by(col(Membership.role_since), col(Person.id))
    ).all()
    keyring(session).fetch([person.id for person in rows])
    names = (sealed.display_name(session, person) for person in rows)
    return [name for name in names if name]
