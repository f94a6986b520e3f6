"""Who may see: predicates on queries, asked at every door and again before a message leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import Mapped
from sqlmodel import col

from core.models import Community, Match, Need
from matching.vocabulary import (
    CommunityState,
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


def sees_need(caller: Caller) -> ColumnElement[bool]:
    """Needs of which the caller may see anything at all."""
    standing = col(Need.status).in_((NeedStatus.OPEN, NeedStatus.MATCHED))
    shown = and_(standing, ~col(Need.hidden), ~col(Need.author_hidden))
    members, overseen = caller.communities(), caller.communities(Role.COORDINATOR)
    for_members = (
        and_(shown, col(Need.visible_to) == VisibleTo.MEMBERS, col(Need.community_id).in_(members))
        if members
        else false()
    )
    for_all = and_(shown, col(Need.visible_to) == VisibleTo.PUBLIC, or_(_found_by_all(), _in(members)))
    overseeing = and_(col(Need.community_id).in_(overseen), ~col(Need.author_hidden)) if overseen else false()
    party = and_(is_party(caller), ~col(Need.author_hidden))
    return and_(
        or_(col(Need.author_id).in_(caller.voices), for_members, for_all, overseeing, party),
        not_blocked(caller, col(Need.author_id)),
    )


def _found_by_all() -> ColumnElement[bool]:
    """Needs of recognised communities: one that strangers founded stands in no search, nor does what is in it."""
    return exists().where(
        col(Community.id) == Need.community_id, col(Community.state) == CommunityState.RECOGNISED
    )


def _in(communities: list[UUID]) -> ColumnElement[bool]:
    return col(Need.community_id).in_(communities) if communities else false()


def is_party(caller: Caller) -> ColumnElement[bool]:
    """Needs to which the caller was asked, or said yes."""
    return exists().where(
        col(Match.need_id) == Need.id,
        col(Match.helper_person_id).in_(caller.voices),
        col(Match.status).in_(PARTY_SEES),
    )


def sees_match(caller: Caller) -> ColumnElement[bool]:
    """Matches of which the caller is one side, or which a coordinator oversees."""
    overseen = caller.communities(Role.COORDINATOR)
    return and_(
        or_(
            col(Match.helper_person_id).in_(caller.voices),
            col(Match.beneficiary_id).in_(caller.voices),
            col(Match.community_id).in_(overseen) if overseen else false(),
        ),
        not_blocked(caller, col(Match.helper_person_id)),
        not_blocked(caller, col(Match.beneficiary_id)),
    )


def not_blocked(caller: Caller, person: Mapped[UUID]) -> ColumnElement[bool]:
    """A block is mutual invisibility, and beats every role."""
    return person.not_in(caller.blocked) if caller.blocked else true()
