"""Founding a community and editing what it says of itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from core import phone_numbers, time_zones
from core.access import Caller
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Invalid, Stale
from core.events import EventKind, record_on
from core.geography import country
from core.ids import new_id
from core.models import Community, Membership, Person, Recognition
from core.models.circle_values import CircleContact, Landmark
from core.models.values import EmergencyNumber, ProposedChange
from matching.words.values import Point
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, Role
from services import name_marks
from services.access import rights
from services.communities import directory, slugs
from services.facts import categories


@dataclass(frozen=True, slots=True)
class CommunityDraft:
    """What somebody says of a community they found. `place` is its centre, and public."""

    name: str
    place: Point
    reach_km: float
    languages: list[str] = field(default_factory=lambda: ["en"])
    time_zone: str = time_zones.UNSAID
    join_policy: JoinPolicy = JoinPolicy.APPROVAL
    categories: list[str] = field(default_factory=list)
    emergency: tuple[EmergencyNumber, ...] = ()
    about: str | None = None
    contact: CircleContact | None = None
    landmarks: tuple[Landmark, ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityChanges(Changes):
    """What stewards change of what their community says of itself."""

    name: str | Unset = UNSET
    place: Point | Unset = UNSET
    reach_km: float | Unset = UNSET
    languages: list[str] | Unset = UNSET
    time_zone: str | Unset = UNSET
    join_policy: JoinPolicy | Unset = UNSET
    categories: list[str] | Unset = UNSET
    emergency: tuple[EmergencyNumber, ...] | Unset = UNSET
    about: str | Unset | None = UNSET
    contact: CircleContact | Unset | None = UNSET
    landmarks: tuple[Landmark, ...] | Unset = UNSET


def found_community(session: Session, caller: Caller, draft: CommunityDraft, *, now: datetime) -> Community:
    """A new community with its author as steward. It works for whoever is given its id; nobody else finds it.

    Raises Invalid for a time zone or a category that does not exist, and for a phone number that is none there.
    """
    _check(draft.time_zone, draft.categories)
    community_id = new_id()
    community = Community(
        id=community_id,
        name=draft.name,
        slug=slugs.first(session, community_id, draft.name),
        lat=draft.place.lat,
        lon=draft.place.lon,
        reach_km=draft.reach_km,
        languages=draft.languages,
        time_zone=draft.time_zone,
        join_policy=draft.join_policy,
        categories=draft.categories,
        emergency=_dated((), draft.emergency, now),
        about=draft.about,
        contact=_dialled(draft.contact, draft.place, draft.time_zone),
        landmarks=draft.landmarks,
        created_at=now,
    )
    session.add(community)
    session.flush()
    founder = session.get_one(Person, caller.person_id)
    founder.time_zone = time_zones.settled(founder.time_zone, community.time_zone)
    session.add(
        Membership(
            community_id=community.id,
            person_id=caller.person_id,
            state=MemberState.ACTIVE,
            role=Role.STEWARD,
            role_since=now,
            since=now,
        )
    )
    record_on(session, EventKind.COMMUNITY_FOUNDED, community, actor=caller.person_id, now=now)
    name_marks.renew(session, caller.person_id)
    return community


def _check(time_zone: str, slugs: Sequence[str]) -> None:
    if time_zone not in time_zones.ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    categories.ensure_known(slugs)


def edit(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: CommunityChanges,
    *,
    edition: int,
    now: datetime,
) -> Community:
    """Changes what a community says of itself; for stewards. What of a recognised one waits for another's word does not
    come here. Of a new one a word for it that was given before is void: it was for what the community said then.

    Raises Stale where somebody was faster, Invalid for a time zone or a category that does not exist.
    """
    community = directory.get(session, community_id)
    rights.require_role(caller, Role.STEWARD, community_id)
    session.refresh(community, with_for_update=True)
    if community.edition != edition:
        raise Stale
    _check(coalesce(changes.time_zone, community.time_zone), coalesce(changes.categories, []))
    said = _identity(community)
    _apply(community, changes, now)
    if community.state is CommunityState.NEW and _identity(community) != said:
        session.execute(delete(Recognition).where(col(Recognition.community_id) == community_id))
    community.version += 1
    community.edition += 1
    record_on(session, EventKind.COMMUNITY_EDITED, community, actor=caller.person_id, now=now)
    return community


def describe(community: Community, change: ProposedChange, *, now: datetime) -> None:
    """Gives a community the name, place, reach and further emergency lines that others agreed to. Under its lock."""
    if change.place is not None:
        community.lat, community.lon = change.place
    community.name = change.name or community.name
    community.reach_km = change.reach_km or community.reach_km
    more = [line for line in change.emergency if line.said not in {old.said for old in community.emergency}]
    community.emergency = _dated(community.emergency, (*community.emergency, *more), now)
    community.version += 1
    community.edition += 1


def take_lines(community: Community, lines: Iterable[EmergencyNumber]) -> None:
    """Takes emergency lines away, as others agreed to. Under the community's lock."""
    gone = {line.said for line in lines}
    community.emergency = tuple(line for line in community.emergency if line.said not in gone)
    community.version += 1
    community.edition += 1


def _dated(
    before: Iterable[EmergencyNumber], after: Iterable[EmergencyNumber], now: datetime
) -> tuple[EmergencyNumber, ...]:
    """Emergency lines with the day since when each is named: of those that were there before it stays."""
    known = {line.said: line for line in before}
    return tuple(known.get(line.said) or replace(line, since=now) for line in after)


def _dialled(contact: CircleContact | None, middle: Point, time_zone: str) -> CircleContact | None:
    """Where the circle is reached, its number read as it is dialled there. Raises Invalid for what is none."""
    if contact is None or contact.phone is None:
        return contact
    here = country.home(middle.lat, middle.lon, time_zone)
    return replace(contact, phone=phone_numbers.given(contact.phone, here, "/contact/phone"))


def _identity(community: Community) -> tuple[object, ...]:
    return community.name, community.lat, community.lon, community.reach_km


def _apply(community: Community, changes: CommunityChanges, now: datetime) -> None:
    community.name = coalesce(changes.name, community.name)
    if changes.place is not UNSET:
        community.lat, community.lon = changes.place.lat, changes.place.lon
    community.reach_km = coalesce(changes.reach_km, community.reach_km)
    community.languages = coalesce(changes.languages, community.languages)
    community.time_zone = coalesce(changes.time_zone, community.time_zone)
    community.join_policy = coalesce(changes.join_policy, community.join_policy)
    community.categories = coalesce(changes.categories, community.categories)
    if changes.emergency is not UNSET:
        community.emergency = _dated(community.emergency, changes.emergency, now)
    community.about = coalesce(changes.about, community.about)
    if changes.contact is not UNSET:
        middle = Point(community.lat, community.lon)
        community.contact = _dialled(changes.contact, middle, community.time_zone)
    community.landmarks = coalesce(changes.landmarks, community.landmarks)
