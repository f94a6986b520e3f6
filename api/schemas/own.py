"""Somebody's account as they see it: beside what they say of themselves, what they are where."""

from datetime import datetime
from typing import Self
from uuid import UUID

from api.schemas.base import Shape
from api.schemas.circles import CircleContactOut
from api.schemas.needs_shown import EmergencyLine
from api.schemas.people import Person
from api.schemas.tagged import Tagged
from core.models import Community, Membership, Organisation
from core.models.representation import Covers
from matching.words.vocabulary import CommunityState, MemberState, OrganisationKind, Role, TrustLevel
from services.home.parts import NONE, Parts, SpokenFor
from services.people.profile import Profile


class OwnCircle(Shape):
    id: UUID
    slug: str
    name: str
    state: CommunityState
    time_zone: str
    contact: CircleContactOut | None
    emergency: list[EmergencyLine]

    @classmethod
    def shown(cls, community: Community) -> Self:
        return cls(
            id=community.id,
            slug=community.slug,
            name=community.name,
            state=community.state,
            time_zone=community.time_zone,
            contact=CircleContactOut.shown(community.contact) if community.contact else None,
            emergency=[EmergencyLine.shown(number) for number in community.emergency],
        )


class MembershipOut(Shape):
    """What somebody is in a community; their own `new` ones included."""

    community: OwnCircle
    role: Role
    trust: TrustLevel
    state: MemberState
    since: datetime

    @classmethod
    def shown(cls, row: Membership, community: Community) -> Self:
        circle = OwnCircle.shown(community)
        return cls(community=circle, role=row.role, trust=row.trust, state=row.state, since=row.since)


class ErasureOut(Shape):
    """From when on asking once more erases, until seven days later; `POST /v1/me/keep` calls it off."""

    erasure_from: datetime


class OwnOrganisation(Shape):
    id: UUID
    name: str
    kind: OrganisationKind
    verified: bool

    @classmethod
    def shown(cls, row: Organisation) -> Self:
        return cls(id=row.id, name=row.name, kind=row.kind, verified=row.verified)


class SpokenForOut(Shape):
    """Somebody one speaks for. `covers` is empty until they have agreed."""

    person_id: UUID
    display_name: str | None
    covers: list[Covers]
    until: datetime | None

    @classmethod
    def shown(cls, one: SpokenFor) -> Self:
        covers = [Covers(part) for part in one.covers]
        return cls(person_id=one.person_id, display_name=one.display_name, covers=covers, until=one.until)


class Account(Person, Tagged):
    """Somebody as they see themselves, with all that they are a part of."""

    memberships: list[MembershipOut]
    organisations: list[OwnOrganisation]
    represents: list[SpokenForOut]

    @classmethod
    def shown(cls, profile: Profile, parts: Parts = NONE) -> Self:
        return cls(
            **Person.shown(profile).model_dump(exclude_unset=True),
            memberships=[MembershipOut.shown(row, where) for row, where in parts.memberships],
            organisations=[OwnOrganisation.shown(row) for row in parts.organisations],
            represents=[SpokenForOut.shown(one) for one in parts.represents],
        )
