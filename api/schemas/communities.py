"""Communities and members over the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.base import Day, Given, Language, Line, Shape, Spot, Words
from api.schemas.needs_shown import EmergencyLine
from core.models import Community, Membership
from core.models.values import EmergencyNumber
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, Role, TrustLevel


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
    categories: list[Words] = Field(default=[], max_length=40, description="Empty: all of them.")
    emergency: list[EmergencyIn] = Field(default=[], max_length=10)


class CommunityIn(CommunityFields):
    place: Spot

    def fields(self) -> dict[str, Any]:
        found = self.model_dump(exclude={"place", "emergency"})
        found["emergency"] = tuple(number.value() for number in self.emergency)
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
        found = self.model_dump(exclude_none=True, exclude={"place", "emergency"})
        if self.emergency is not None:
            found["emergency"] = tuple(number.value() for number in self.emergency)
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


def shown(community: Community, mine: Membership | None) -> CommunityOut:
    fields: dict[str, Any] = {
        name: getattr(community, name)
        for name in CommunityOut.model_fields
        if name not in ("mine", "emergency")
    }
    fields["emergency"] = [
        EmergencyLine(label=number.label, phone=number.phone) for number in community.emergency
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
