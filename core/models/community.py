"""Communities: the circles in which help is asked for and given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.circle_values import CIRCLE_CONTACT, LANDMARKS, CircleContact, Landmark
from core.models.columns import kept, moment, word, words
from core.models.values import EMERGENCY, POLICY, EmergencyNumber
from matching.words.policy import PolicyChoices
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, Role, TrustLevel


class Community(SQLModel, table=True):
    """A circle. Its place is public: a centre and a reach, no street. `slug` names it in addresses.

    `full_until`: till then whoever asks anew reads that the circle can take on no more today; `full_by` said so.
    """

    __table_args__ = (CheckConstraint("reach_km > 0 AND reach_km <= 500", "reach"),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    slug: str = Field(unique=True)
    about: str | None = None
    contact: CircleContact | None = Field(default=None, sa_column=kept(CIRCLE_CONTACT, nullable=True))
    landmarks: tuple[Landmark, ...] = Field(default=(), sa_column=kept(LANDMARKS))
    state: CommunityState = Field(default=CommunityState.NEW, sa_column=word(CommunityState, index=True))
    lat: float
    lon: float
    reach_km: float
    languages: list[str] = Field(default=[], sa_column=words())
    time_zone: str
    join_policy: JoinPolicy = Field(sa_column=word(JoinPolicy))
    categories: list[str] = Field(default=[], sa_column=words())
    emergency: tuple[EmergencyNumber, ...] = Field(default=(), sa_column=kept(EMERGENCY))
    policy: PolicyChoices = Field(default=PolicyChoices(), sa_column=kept(POLICY))
    created_at: datetime = Field(sa_column=moment(nullable=False))
    dormant: bool = False
    standing_due_at: datetime | None = Field(default=None, sa_column=moment(index=True))
    limits_doubled_until: datetime | None = Field(default=None, sa_column=moment())
    emergency_until: datetime | None = Field(default=None, sa_column=moment())
    full_until: datetime | None = Field(default=None, sa_column=moment())
    full_by: UUID | None = None
    version: int = 1
    edition: int = 1
    """Counts what its author changed of it, and nothing else: what `If-Match` of an edit compares."""


class CommunitySlug(SQLModel, table=True):
    """Every slug that any community ever had: none changes hands."""

    __tablename__ = "community_slug"
    slug: str = Field(sa_column=Column(String, primary_key=True))
    community_id: UUID = Field(
        sa_column=Column(
            ForeignKey("community.id", deferrable=True, initially="DEFERRED"), nullable=False, index=True
        )
    )


class Membership(SQLModel, table=True):
    """A person in a community: what they answer for, and what is known of them as a helper.

    `role_since`, `role_by`: since when they carry a role, and who gave it. `trust_since`: since when they are more
    than new; None: always, or not now. `words_needed`: as reckoned when the last word for them was given.
    `word_until`, `word_root` and `word_checked` say how long, and as what, their own word for others counts after
    they left or gave up a role. `trust_falls_at`: when they will need another word. `answerable`: a coordinator who
    agreed to be named to everybody. `suspended_as`: of whoever is suspended, what they were, or are by their own will
    since; None: a member.
    """

    __table_args__ = (
        Index(
            "ix_membership_answering",
            "community_id",
            postgresql_where="state = 'active' AND role <> 'member'",
        ),
    )
    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    state: MemberState = Field(sa_column=word(MemberState))
    role: Role = Field(default=Role.MEMBER, sa_column=word(Role))
    trust: TrustLevel = Field(default=TrustLevel.NEW, sa_column=word(TrustLevel))
    since: datetime = Field(sa_column=moment(nullable=False))
    role_since: datetime | None = Field(default=None, sa_column=moment())
    role_by: UUID | None = None
    trust_since: datetime | None = Field(default=None, sa_column=moment())
    words_needed: int | None = None
    word_until: datetime | None = Field(default=None, sa_column=moment())
    word_root: bool = False
    word_checked: bool = False
    trust_falls_at: datetime | None = Field(default=None, sa_column=moment())
    answerable: bool = False
    suspended_as: MemberState | None = Field(default=None, sa_column=word(MemberState, nullable=True))


class Vouch(SQLModel, table=True):
    """One active member's word for another; can be withdrawn."""

    community_id: UUID = Field(sa_column=Column(ForeignKey("community.id"), primary_key=True))
    person_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    voucher_id: UUID = Field(sa_column=Column(ForeignKey("person.id"), primary_key=True, index=True))
    at: datetime = Field(sa_column=moment(nullable=False))


class Invitation(SQLModel, table=True):
    """A word that lets somebody in; only its keyed hash is kept."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True)
    lookup: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    by: UUID = Field(foreign_key="person.id")
    uses_left: int = 1
    expires_at: datetime = Field(sa_column=moment(nullable=False))
