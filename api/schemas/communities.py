"""Communities, members and organisations over the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Day, Given, Language, Line, Moment, Shape, Spot, Text, Words
from api.schemas.needs_shown import EmergencyLine
from core.models import Community, Membership, Organisation
from matching.vocabulary import CommunityState, JoinPolicy, MemberState, OrganisationKind, Role, TrustLevel


class EmergencyIn(Given):
    label: Line
    phone: str = Field(min_length=2, max_length=32, pattern=r"^[0-9+*# ()-]+$")


class CommunityFields(Given):
    name: Line
    reach_km: float = Field(gt=0, le=500, allow_inf_nan=False)
    languages: list[Language] = Field(default=["en"], min_length=1, max_length=20)
    time_zone: str = Field("UTC", max_length=64)
    join_policy: JoinPolicy = JoinPolicy.APPROVAL
    categories: list[Words] = Field(default=[], max_length=40, description="Empty: all of them.")
    emergency: list[EmergencyIn] = Field(default=[], max_length=10)


class CommunityIn(CommunityFields):
    place: Spot

    def fields(self) -> dict[str, Any]:
        found = self.model_dump(exclude={"place"})
        return found | {"lat": self.place.lat, "lon": self.place.lon}


class CommunityEdit(Given):
    name: Line | None = None
    reach_km: float | None = Field(None, gt=0, le=500, allow_inf_nan=False)
    languages: list[Language] | None = Field(None, min_length=1, max_length=20)
    time_zone: str | None = Field(None, max_length=64)
    join_policy: JoinPolicy | None = None
    categories: list[Words] | None = Field(None, max_length=40)
    emergency: list[EmergencyIn] | None = Field(None, max_length=10)
    place: Spot | None = None

    def changes(self) -> dict[str, Any]:
        found = self.model_dump(exclude_none=True, exclude={"place"})
        if self.place is not None:
            found |= {"lat": self.place.lat, "lon": self.place.lon}
        return found


class Mine(Shape):
    state: MemberState
    role: Role
    trust: TrustLevel


class CommunityOut(Shape):
    id: UUID
    name: str
    state: CommunityState
    lat: float
    lon: float
    reach_km: float
    languages: list[str]
    time_zone: str
    join_policy: JoinPolicy
    categories: list[str]
    emergency: list[EmergencyLine]
    dormant: bool
    mine: Mine | None = None
    version: int


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


class MemberOut(Shape):
    community_id: UUID
    person_id: UUID
    state: MemberState
    role: Role
    trust: TrustLevel
    display_name: str | None = None
    since: datetime


class MemberPage(Shape):
    items: list[MemberOut]
    next: str | None


class MemberEdit(Given):
    role: Role | None = None
    state: Literal[MemberState.ACTIVE, MemberState.SUSPENDED] | None = None


class CheckIn(Given):
    """That somebody was checked: the kind and the day, never a document."""

    kind: Words
    at: Day


class OrganisationIn(Given):
    name: Line
    kind: OrganisationKind
    stands_for: Text | None = None


class OrganisationEdit(Given):
    name: Line | None = None
    kind: OrganisationKind | None = None
    stands_for: Text | None = None


class OrganisationOut(Shape):
    id: UUID
    name: str
    kind: OrganisationKind
    stands_for: str | None
    verified: bool
    version: int


class OrganisationPage(Shape):
    items: list[OrganisationOut]
    next: str | None


class OrganisationPeople(Shape):
    items: list[UUID]


class NeedTending(Given):
    """What a coordinator may do about a need: never change its words."""

    hidden: bool | None = None
    duplicate_of: UUID | None = None
    note: Text | None = None
    reason: Text | None = None
    follow_up_at: Moment | None = None


class ProposalIn(Given):
    need_id: UUID
    offer_id: UUID
    reason: Text


class AboutIn(Given):
    type: Literal["need", "match"]
    id: UUID


class DecisionIn(Given):
    """A decision with its reason: on a dispute `completed` or `failed`, on a need `removed` or `reinstated`."""

    about: AboutIn
    outcome: Literal["completed", "failed", "removed", "reinstated"]
    reason: Text


class QueueEntry(Shape):
    why: str
    type: str
    id: UUID
    since: datetime
    answers: list[str]


class QueuePage(Shape):
    items: list[QueueEntry]
    next: str | None


def shown(community: Community, mine: Membership | None) -> CommunityOut:
    fields: dict[str, Any] = {
        name: getattr(community, name)
        for name in CommunityOut.model_fields
        if name not in ("mine", "emergency")
    }
    fields["emergency"] = [
        EmergencyLine(label=line["label"], phone=line["phone"]) for line in community.emergency
    ]
    if mine is not None and mine.state is not MemberState.LEFT:
        fields["mine"] = Mine(state=mine.state, role=mine.role, trust=mine.trust)
    return CommunityOut.model_construct(**fields)


def member(row: Membership, display_name: str | None) -> MemberOut:
    return MemberOut(
        community_id=row.community_id,
        person_id=row.person_id,
        state=row.state,
        role=row.role,
        trust=row.trust,
        display_name=display_name,
        since=row.since,
    )


def organisation(row: Organisation) -> OrganisationOut:
    return OrganisationOut.model_validate(row, from_attributes=True)
