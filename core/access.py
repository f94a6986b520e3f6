"""Who may see: predicates on queries, asked at every door and again before a message leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Uuid, and_, bindparam, exists, literal_column, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlmodel import col

from core.database.conditions import among, is_word, none_of
from core.models import Community, Match, Membership, Need, Offer, Organisation, OrganisationPerson, Person
from matching.words.vocabulary import (
    CommunityState,
    Decide,
    MatchStatus,
    MemberState,
    NeedStatus,
    Role,
    TrustLevel,
    VisibleTo,
)

PARTY_SEES = (
    MatchStatus.PROPOSED,
    MatchStatus.INVITED,
    MatchStatus.ACCEPTED,
    MatchStatus.CONFIRMED,
    MatchStatus.COMPLETED,
    MatchStatus.DISPUTED,
    MatchStatus.FAILED,
)
"""While a match stands like this its helper sees the need."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in one community."""

    role: Role
    state: MemberState
    trust: TrustLevel


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the door, as one query found them."""

    person_id: UUID
    session_id: UUID
    locale: str
    is_adult: bool | None
    standings: dict[UUID, Standing]
    blocked: frozenset[UUID]
    organisations: frozenset[UUID]
    represents: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    """Whom the caller speaks for, and what each consent covers."""
    since: datetime | None = None
    """Since when there is this account; None: nobody knows."""
    known: bool = False
    """Vouched, checked, or a coordinator in a recognised community: anybody can be anything in one they founded."""
    doubled_until: datetime | None = None
    """Until when stewards doubled the limits for them."""

    def speaks_for(self, person_id: UUID) -> bool:
        """Whether this is the caller, or somebody who has asked them to speak."""
        return person_id == self.person_id or person_id in self.represents

    @property
    def voices(self) -> list[UUID]:
        """The caller, and everybody they speak for."""
        return [self.person_id, *self.represents]

    def communities(self, least: Role = Role.MEMBER) -> list[UUID]:
        """The communities in which the caller is active as `least` or above."""
        return [
            community
            for community, s in self.standings.items()
            if s.state is MemberState.ACTIVE and s.role.rank >= least.rank
        ]

    def is_at_least(self, role: Role, community_id: UUID) -> bool:
        standing = self.standings.get(community_id)
        return (
            standing is not None and standing.state is MemberState.ACTIVE and standing.role.rank >= role.rank
        )

    def named(self) -> dict[str, object]:
        """What a statement written for `ANYBODY` is given."""
        return {
            "me": self.person_id,
            "voices": self.voices,
            "blocked": list(self.blocked),
            "communities_member": self.communities(),
            "communities_coordinator": self.communities(Role.COORDINATOR),
        }


class Anybody:
    """A caller who is not known yet, for statements that are written once: names stand where a `Caller` has values.

    The values are `Caller.named()`; a statement run without them fails.
    """

    person_id = bindparam("me", type_=Uuid())
    voices = bindparam("voices", type_=ARRAY(Uuid()))
    blocked = bindparam("blocked", type_=ARRAY(Uuid()))

    def communities(self, least: Role = Role.MEMBER) -> BindParameter[Any]:
        return bindparam(f"communities_{least.value}", type_=ARRAY(Uuid()))


ANYBODY = Anybody()


def sees_need(caller: Caller | Anybody) -> ColumnElement[bool]:
    """Needs of which the caller may see anything at all."""
    standing = is_word(col(Need.status), NeedStatus.OPEN, NeedStatus.MATCHED)
    shown = and_(standing, ~col(Need.hidden), ~col(Need.author_hidden))
    of_members = among(col(Need.community_id), caller.communities())
    for_members = and_(shown, is_word(col(Need.visible_to), VisibleTo.MEMBERS), of_members)
    for_all = and_(shown, is_word(col(Need.visible_to), VisibleTo.PUBLIC), or_(_found_by_all(), of_members))
    overseen = among(col(Need.community_id), caller.communities(Role.COORDINATOR))
    own = among(col(Need.author_id), caller.voices)
    of_all = and_(or_(for_members, for_all), or_(~of_a_minor(), acts_for_verified(caller)))
    asked = and_(is_party(caller), ~col(Need.hidden))
    others = or_(of_all, and_(or_(overseen, asked), ~col(Need.author_hidden)))
    return and_(or_(own, others), not_blocked(caller, col(Need.author_id)))


def of_a_minor() -> ColumnElement[bool]:
    """Needs of somebody under 18: for coordinators and verified organisations only, and in no shared link."""
    return exists().where(col(Person.id) == Need.author_id, col(Person.is_adult).is_(False))


def acts_for_verified(caller: Caller | Anybody) -> ColumnElement[bool]:
    """Whether the caller acts for an organisation that was verified."""
    return exists().where(
        col(OrganisationPerson.person_id) == caller.person_id,
        col(Organisation.id) == OrganisationPerson.organisation_id,
        col(Organisation.verified),
    )


def _found_by_all() -> ColumnElement[bool]:
    """Needs of recognised communities: one that strangers founded stands in no search, nor does what is in it."""
    return exists().where(
        col(Community.id) == Need.community_id, is_word(col(Community.state), CommunityState.RECOGNISED)
    )


def is_party(caller: Caller | Anybody) -> ColumnElement[bool]:
    """Needs to which the caller was asked, or said yes. Where the author is to be asked first, not before they have
    picked them.
    """
    return exists().where(
        col(Match.need_id) == Need.id,
        among(col(Match.helper_person_id), caller.voices),
        is_word(col(Match.status), *PARTY_SEES),
        or_(~is_word(col(Match.status), MatchStatus.PROPOSED), ~asks_author_first()),
    )


def asks_author_first() -> ColumnElement[bool]:
    """Needs that exist for nobody but their author, who speaks for them, coordinators, and whom the author picks.

    They are shown to who was asked, whatever their author once sent: a constraint of the table holds that. What is
    found otherwise than through `sees_need`, by a link say, leaves them out by this.
    """
    decide: ColumnElement[str] = literal_column("coalesce(need.criteria->>'decide', '')")
    return is_word(decide, Decide.ASK_ME_FIRST)


def sees_match(caller: Caller) -> ColumnElement[bool]:
    """Matches of which the caller is one side, or which a coordinator oversees."""
    return and_(
        or_(
            among(col(Match.helper_person_id), caller.voices),
            among(col(Match.beneficiary_id), caller.voices),
            among(col(Match.community_id), caller.communities(Role.COORDINATOR)),
        ),
        not_blocked(caller, col(Match.helper_person_id)),
        not_blocked(caller, col(Match.beneficiary_id)),
        not_hidden(caller),
    )


def not_hidden(caller: Caller) -> ColumnElement[bool]:
    """Matches of which nobody else hides from the caller; nor did a coordinator hide the need, for its helper.

    Whoever hides is gone for everybody else, with all that is theirs, until they show themselves again.
    """
    asks, helps = (
        among(col(Match.beneficiary_id), caller.voices),
        among(col(Match.helper_person_id), caller.voices),
    )
    hides = [
        exists().where(col(Person.id) == who, col(Person.hidden))
        for who in (col(Match.beneficiary_id), col(Match.helper_person_id))
    ]
    moderated = exists().where(col(Need.id) == Match.need_id, col(Need.hidden))
    return and_(or_(asks, ~hides[0]), or_(helps, ~hides[1]), or_(asks, ~helps, ~moderated))


def sees_stub_of_match(caller: Caller) -> ColumnElement[bool]:
    """Own matches called off because one of the two keeps away from the other: that it is off, and for when it was.

    So that somebody with three appointments knows which one is not to be.
    """
    two = (col(Match.helper_person_id), col(Match.beneficiary_id))
    own = or_(*(among(who, caller.voices) for who in two))
    apart = or_(*(~not_blocked(caller, who) for who in two))
    agreed = col(Match.confirmed_at).is_not(None)
    return and_(own, apart, agreed, is_word(col(Match.status), MatchStatus.CANCELLED))


def standing_holds() -> ColumnElement[bool]:
    """Matches whose helper still has the standing that opened their contact; those that rest on none included."""
    enough = or_(
        is_word(col(Membership.trust), TrustLevel.CHECKED),
        and_(
            is_word(col(Membership.trust), TrustLevel.VOUCHED),
            is_word(col(Match.rests_on), TrustLevel.VOUCHED),
        ),
    )
    of_person = exists().where(
        col(Offer.id) == Match.offer_id,
        col(Offer.organisation_id).is_(None),
        col(Membership.community_id) == Offer.community_id,
        col(Membership.person_id) == Offer.author_id,
        is_word(col(Membership.state), MemberState.ACTIVE),
        enough,
    )
    of_organisation = exists().where(
        col(Offer.id) == Match.offer_id,
        col(Organisation.id) == Offer.organisation_id,
        col(Organisation.verified),
    )
    return or_(col(Match.rests_on).is_(None), of_person, of_organisation)


def not_blocked(caller: Caller | Anybody, person: Mapped[UUID]) -> ColumnElement[bool]:
    """A block is mutual invisibility, and beats every role."""
    return none_of(person, caller.blocked)
