"""Whose word on a change of a community somebody may give: as one who answers for it, or as a neighbour's steward."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Community, Membership, PendingChange, Vouch
from matching.rules import pending, second_words
from matching.rules.distance import km
from matching.rules.pending import Change, Words
from matching.words.changing import ChangeKind, Speaker
from matching.words.values import Point
from matching.words.vocabulary import CommunityState, MemberState, Role
from services.access import hands


def value_of(session: Session, community: Community, row: PendingChange) -> Change:
    """A change as the rules see it, as things stand now."""
    checks = row.kind is ChangeKind.CHECKED
    least = Role.COORDINATOR if checks else Role.STEWARD
    others = _answering(session, community.id, least) - {row.by_id, row.person_id}
    return Change(
        kind=row.kind,
        by=row.by_id,
        since=row.since,
        others=frozenset(_apart_from(session, row.by_id, others)),
        vouched=frozenset(_vouched(session, community.id, row.person_id) if checks else ()),
        wide=row.kind is ChangeKind.DESCRIPTION and _is_wide(community, row),
    )


def words_of(row: PendingChange) -> Words:
    """The words that were given on a change."""
    own = Speaker.COORDINATOR if row.kind is ChangeKind.CHECKED else Speaker.STEWARD
    given = dict.fromkeys(row.agreed, own) | dict.fromkeys(row.agreed_as_neighbours, Speaker.NEIGHBOUR)
    return Words(given, operator=row.by_operator)


def as_what(
    session: Session, caller: Caller, community: Community, row: PendingChange, *, now: datetime
) -> Speaker | None:
    """As what the caller's word on this change counts beside that of who wants it; None: it does not. Nobody speaks on
    what is about themselves, and whoever may be a double of who wants it says nothing new.
    """
    if caller.person_id == row.person_id:
        return None
    change = value_of(session, community, row)
    wanted = pending.listens_to(change, words_of(row))
    mine = _own(caller, community)
    if mine is not None:
        return mine if mine in wanted and caller.person_id in {*change.others, change.by} else None
    if Speaker.NEIGHBOUR not in wanted or not caller.communities(Role.STEWARD):
        return None
    near = near_stewards(session, community, row, now=now)
    return Speaker.NEIGHBOUR if caller.person_id in near else None


def may_object(
    session: Session, caller: Caller, community: Community, row: PendingChange, *, now: datetime
) -> bool:
    """Whether the caller's word may end this change: whoever answers for the community, and whose word is asked for."""
    if caller.person_id == row.person_id:
        return False
    mine = _own(caller, community)
    if mine is None:
        return as_what(session, caller, community, row, now=now) is not None
    return mine in pending.may_object(value_of(session, community, row), words_of(row))


def _own(caller: Caller, community: Community) -> Speaker | None:
    """As what the caller answers for this community."""
    standing = caller.standings.get(community.id)
    if standing is None or standing.state is not MemberState.ACTIVE or standing.role is Role.MEMBER:
        return None
    return Speaker(standing.role)


def near_stewards(session: Session, community: Community, row: PendingChange, *, now: datetime) -> set[UUID]:
    """Stewards of recognised neighbours whose word is a second one: 30 days old, apart from who wants the change."""
    return neighbours_apart(session, community, row.by_id, now=now) - {row.person_id}


def neighbours_apart(
    session: Session, community: Community, one: UUID, *, still: bool = False, now: datetime
) -> set[UUID]:
    """Stewards of recognised neighbours, for 30 days, who are surely somebody else than this one. `still`: than they
    were when they answered for the community.
    """
    stewards = session.scalars(
        select(Membership).where(
            col(Membership.community_id).in_(_neighbours(session, community)),
            col(Membership.state) == MemberState.ACTIVE,
            col(Membership.role) == Role.STEWARD,
        )
    ).all()
    old = {m.person_id for m in stewards if (m.role_since or m.since) + second_words.STEWARD_FOR <= now}
    old -= {one} | _answering(session, community.id, Role.COORDINATOR)
    return _apart_from(session, one, old, still=still)


def answering_apart(session: Session, community_id: UUID, one: UUID) -> set[UUID]:
    """Who answers for a community and is surely somebody else than this one, also where they answer for nothing now."""
    return _apart_from(session, one, _answering(session, community_id, Role.COORDINATOR) - {one}, still=True)


def may_speak(
    session: Session, community: Community, row: PendingChange, *, now: datetime
) -> tuple[frozenset[Speaker], set[UUID]]:
    """Whose word a change waits for, and which people could give it."""
    change = value_of(session, community, row)
    wanted = pending.listens_to(change, words_of(row))
    people = set(change.others) if wanted & {Speaker.STEWARD, Speaker.COORDINATOR} else set()
    if Speaker.NEIGHBOUR in wanted:
        people |= near_stewards(session, community, row, now=now)
    return wanted, people


def _neighbours(session: Session, community: Community) -> list[UUID]:
    here = Point(community.lat, community.lon)
    known = select(Community).where(
        col(Community.state) == CommunityState.RECOGNISED, col(Community.id) != community.id
    )
    return [
        other.id
        for other in session.scalars(known)
        if pending.neighbours(km(here, Point(other.lat, other.lon)), community.reach_km, other.reach_km)
    ]


def _answering(session: Session, community_id: UUID, least: Role) -> set[UUID]:
    wanted = [role for role in Role if role.rank >= least.rank]
    rows = select(col(Membership.person_id)).where(
        col(Membership.community_id) == community_id,
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role).in_(wanted),
    )
    return set(session.scalars(rows))


def _vouched(session: Session, community_id: UUID, person_id: UUID | None) -> list[UUID]:
    rows = select(col(Vouch.voucher_id)).where(
        col(Vouch.community_id) == community_id, col(Vouch.person_id) == person_id
    )
    return list(session.scalars(rows))


def _apart_from(session: Session, one: UUID, others: Set[UUID], *, still: bool = False) -> set[UUID]:
    """Who of these is surely somebody else than this one, and was not made what they are by the same hand alone."""
    grants = (
        hands.grants(session, {one, *others}, still={one} if still else ())
        if others
        else second_words.Grants()
    )
    return {other for other in others if second_words.apart(one, other, grants)}


def _is_wide(community: Community, row: PendingChange) -> bool:
    change = row.proposed
    if change.reach_km is not None and change.reach_km > pending.WIDE_KM:
        return True
    here = Point(community.lat, community.lon)
    return change.place is not None and km(here, Point(*change.place)) > pending.WIDE_KM
