"""Communities and members over the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Day, Given, Language, Line, Shape, Spot, Text, Words, value_of
from api.schemas.changes import PendingChangeOut
from api.schemas.circles import CircleContactIn, CircleContactOut, LandmarkIn, LandmarkOut
from api.schemas.edits import Edit, unsaid
from api.schemas.needs_shown import EmergencyLine
from api.schemas.tagged import Tagged
from api.schemas.words import CategorySlug, GivenCategory, SettableState
from core.models import Community, Invitation, Membership
from core.models.values import EmergencyNumber
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, Role, TrustLevel
from services.communities.founding import CommunityChanges, CommunityDraft
from services.desk import full
from services.governance.views import ChangeView
from services.reveals import emergencies


class EmergencyIn(Given):
    label: Line
    phone: str = Field(min_length=2, max_length=32, pattern=r"^[0-9+*# ()-]+$")

    def value(self) -> EmergencyNumber:
        return EmergencyNumber(self.label, self.phone)


class CommunityFields(Given):
    name: Line
    reach_km: float = Field(gt=0, le=500, allow_inf_nan=False)
    languages: list[Language] = Field(default=["en"], min_length=1, max_length=20)
    time_zone: str = Field("UTC", max_length=64)
    join_policy: JoinPolicy = JoinPolicy.APPROVAL
    categories: list[GivenCategory] = Field(default=[], max_length=40, description="Empty: all of them.")
    emergency: list[EmergencyIn] = Field(default=[], max_length=10)
    about: Text | None = Field(None, description="What the circle says of itself; public.")
    contact: CircleContactIn | None = None
    landmarks: list[LandmarkIn] = Field(default=[], max_length=60)


class CommunityIn(CommunityFields):
    place: Spot

    def value(self) -> CommunityDraft:
        return CommunityDraft(
            name=self.name,
            place=self.place.value(),
            reach_km=self.reach_km,
            languages=self.languages,
            time_zone=self.time_zone,
            join_policy=self.join_policy,
            categories=self.categories,
            emergency=tuple(number.value() for number in self.emergency),
            about=self.about,
            contact=value_of(self.contact),
            landmarks=tuple(place.value() for place in self.landmarks),
        )


class CommunityEdit(Edit):
    """Changes of a community; what is not named stays."""

    name: Line = unsaid()
    reach_km: float = unsaid(gt=0, le=500, allow_inf_nan=False)
    languages: list[Language] = unsaid(min_length=1, max_length=20)
    time_zone: str = unsaid(max_length=64)
    join_policy: JoinPolicy = unsaid()
    categories: list[GivenCategory] = unsaid(max_length=40)
    emergency: list[EmergencyIn] = unsaid(max_length=10)
    about: Text | None = unsaid()
    contact: CircleContactIn | None = unsaid()
    landmarks: list[LandmarkIn] = unsaid(max_length=60)
    place: Spot = unsaid()

    def value(self) -> CommunityChanges:
        return CommunityChanges(**self.sent())


class Mine(Shape):
    state: MemberState
    role: Role
    trust: TrustLevel

    @classmethod
    def shown(cls, row: Membership) -> Self:
        return cls(state=row.state, role=row.role, trust=row.trust)


class CommunityOut(Tagged):
    id: UUID
    name: str
    slug: str
    state: CommunityState
    lat: float
    lon: float
    reach_km: float
    languages: list[str]
    time_zone: str
    join_policy: JoinPolicy
    categories: list[CategorySlug]
    emergency: list[EmergencyLine]
    contact: CircleContactOut | None
    about: str | None = None
    landmarks: list[LandmarkOut] | None = None
    answerable: list[str] | None = None
    dormant: bool
    emergency_until: datetime | None
    """Until when its stewards have declared an emergency; null: there is none."""
    full_until: datetime | None
    """Till then it said that it can take on no more; null: it did not."""
    pending_changes: list[PendingChangeOut]
    """What waits for another's word or for time, as far as the caller may know it."""
    mine: Mine | None = None
    version: int

    @classmethod
    def shown(
        cls,
        community: Community,
        mine: Membership | None,
        changes: Sequence[ChangeView] = (),
        answerable: list[str] | None = None,
        *,
        now: datetime,
    ) -> "CommunityOut":
        """`answerable`: who agreed to be named, where it stands by itself; a list leaves out what is long."""
        found = cls.model_construct(
            id=community.id,
            name=community.name,
            slug=community.slug,
            state=community.state,
            lat=community.lat,
            lon=community.lon,
            reach_km=community.reach_km,
            languages=community.languages,
            time_zone=community.time_zone,
            join_policy=community.join_policy,
            categories=community.categories,
            emergency=[EmergencyLine.shown(line) for line in community.emergency],
            contact=CircleContactOut.shown(community.contact) if community.contact else None,
            dormant=community.dormant,
            emergency_until=community.emergency_until if emergencies.stands(community, now) else None,
            full_until=community.full_until if full.stands(community, now) else None,
            pending_changes=[PendingChangeOut.shown(change) for change in changes],
            version=community.version,
        )
        if mine is not None and mine.state is not MemberState.LEFT:
            found.mine = Mine.shown(mine)
        if answerable is not None:
            found.about, found.answerable = community.about, answerable
            found.landmarks = [LandmarkOut.shown(place) for place in community.landmarks]
        return found


class CommunityPage(Shape):
    items: list[CommunityOut]
    next: str | None


class JoinIn(Given):
    invitation: str | None = Field(None, max_length=100)


class InvitationsIn(Given):
    uses: int = Field(1, ge=1, le=100)


class InvitationOut(Shape):
    id: UUID
    invitation: str
    uses: int
    expires_at: datetime

    @classmethod
    def shown(cls, row: Invitation, word: str) -> Self:
        return cls(id=row.id, invitation=word, uses=row.uses_left, expires_at=row.expires_at)


class MemberOut(Shape):
    community_id: UUID
    person_id: UUID
    state: MemberState
    role: Role
    trust: TrustLevel
    answerable: bool
    display_name: str | None = None
    since: datetime
    trust_since: datetime | None = None
    """Since when they are trusted; it opens nothing without a human's yes for the first 24 hours."""
    trust_falls_at: datetime | None = None
    """When they will need another word, because one they stand on ends; None: not as things are."""

    @classmethod
    def shown(cls, row: Membership, display_name: str | None = None) -> Self:
        return cls(
            community_id=row.community_id,
            person_id=row.person_id,
            state=row.state,
            role=row.role,
            trust=row.trust,
            answerable=row.answerable,
            display_name=display_name,
            since=row.since,
            trust_since=row.trust_since,
            trust_falls_at=row.trust_falls_at,
        )


class MemberPage(Shape):
    items: list[MemberOut]
    next: str | None


class MemberEdit(Edit):
    """Changes of a membership; what is not named stays."""

    role: Role = unsaid()
    state: SettableState = unsaid()
    answerable: bool = unsaid(
        description="A coordinator agrees to be named to everybody; said by nobody but themselves."
    )
    reason: Text = unsaid(
        description="Why they are suspended, or let back in; they read it. Nobody is suspended without one."
    )


class MeetingIn(Given):
    """That a coordinator has spoken with somebody, and what came of it."""

    reason: Text


class CheckIn(Given):
    """That somebody was checked: the kind and the day, never a document."""

    kind: Words
    at: Day
