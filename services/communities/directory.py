"""Finding communities: by id, by words, by place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, NotFound
from core.models import Community, CommunitySlug, Membership, OrganisationPerson, Person
from matching.rules.distance import km
from matching.rules.second_words import Stewardship, independent
from matching.words.values import Point
from matching.words.vocabulary import CommunityState, MemberState, Role
from services import sealed
from services.access import hands
from services.places import cells, emergency

NEAREST_AT_MOST = 3
NEAREST_WITHIN_KM = 100.0
"""So many communities, and so far away at most, are named to whom none here can help."""


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


def by_name(session: Session, name: str) -> Community:
    """A community by its id, or by a slug that it has or ever had. Raises NotFound."""
    try:
        return get(session, UUID(name))
    except ValueError:
        taken = session.get(CommunitySlug, name) if name.isprintable() else None
    if taken is None:
        raise NotFound
    return get(session, taken.community_id)


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
    """Recognised communities, nearest first around `near`, else by age. `words`: of a name, or of a place there."""
    wanted: list[ColumnElement[bool]] = [col(Community.state) == CommunityState.RECOGNISED]
    if words:
        wanted.append(or_(col(Community.name).icontains(words, autoescape=True), _known_there(words)))
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


def _known_there(words: str) -> ColumnElement[bool]:
    """That one of the places that everybody there knows is called so."""
    place = func.jsonb_array_elements(col(Community.landmarks)).table_valued("value").alias("place")
    name = place.c.value.op("->>")("name")
    return exists(select(1).select_from(place).where(name.icontains(words, autoescape=True)))


def usual(
    session: Session, caller: Caller, cell: int, *, author_id: UUID, organisation_id: UUID | None = None
) -> Community:
    """The community in which something is posted where nobody names one, by the shown cell of its place.

    A recognised one whose area holds the place: the nearest of its author's own and of the organisation it is posted
    for; else of those of whoever speaks for the author; else of all. Raises Conflict `nobody_here_yet`.
    """
    holding = around(session, cell, caller.locale)
    first = _of_people(session, author_id, organisation_id)
    then = set(caller.communities())
    ranks = {n.community.id: (n.community.id not in first, n.community.id not in then) for n in holding}
    return min(holding, key=lambda n: (ranks[n.community.id], n.km)).community


def around(session: Session, cell: int, locale: str) -> list[Nearby]:
    """The recognised communities whose area holds what is shown as this cell, the nearest first.

    Raises Conflict `nobody_here_yet` where there is none, with whom to call there, named for this locale.
    """
    known = nearest(session, cells.middle(cell))
    holding = [near for near in known if near.km <= near.community.reach_km]
    if not holding:
        raise _nobody_here(cell, known, locale)
    return holding


def nearest(session: Session, point: Point) -> list[Nearby]:
    """All recognised communities, those first whose middle is nearest to a place."""
    rows = session.scalars(select(Community).where(col(Community.state) == CommunityState.RECOGNISED))
    return sorted(
        (Nearby(c, km(point, Point(c.lat, c.lon))) for c in rows), key=lambda n: (n.km, n.community.id)
    )


def _of_people(session: Session, author_id: UUID, organisation_id: UUID | None) -> set[UUID]:
    """The communities of an author, and of all who act for an organisation where it is posted for one."""
    theirs = col(Membership.person_id) == author_id
    if organisation_id is not None:
        people = select(col(OrganisationPerson.person_id)).where(
            col(OrganisationPerson.organisation_id) == organisation_id
        )
        theirs = theirs | col(Membership.person_id).in_(people)
    query = select(col(Membership.community_id)).where(theirs, col(Membership.state) == MemberState.ACTIVE)
    return set(session.scalars(query))


def _nobody_here(cell: int, around: list[Nearby], locale: str) -> Conflict:
    """Why nothing can be posted at a place: whom to call there, and which communities are not too far away."""
    return Conflict(
        "nobody_here_yet",
        emergency=[
            {"label": line.label, "phone": line.phone} for line in emergency.of_country(cell, locale=locale)
        ],
        nearest=[
            {"id": str(n.community.id), "name": n.community.name, "km": round(n.km)}
            for n in around[:NEAREST_AT_MOST]
            if n.km <= NEAREST_WITHIN_KM
        ],
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
