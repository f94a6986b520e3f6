"""Whose word on a change of a community somebody may give: as one who answers for it, or as a neighbour's steward."""

from collections.abc import Iterable
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


def value_of(session: Session, community: Community, row: PendingChange) -> Change:
    """A change as the rules see it, as things stand now."""
    checks = row.kind is ChangeKind.CHECKED
    least = Role.COORDINATOR if checks else Role.STEWARD
    return Change(
        kind=row.kind,
        by=row.by_id,
        since=row.since,
        others=frozenset(_answering(session, community.id, least) - {row.by_id, row.person_id}),
        vouched=frozenset(_vouched(session, community.id, row.person_id) if checks else ()),
        wide=row.kind is ChangeKind.DESCRIPTION and _is_wide(community, row),
    )


def words_of(row: PendingChange) -> Words:
    """The words that were given on a change."""
    own = Speaker.COORDINATOR if row.kind is ChangeKind.CHECKED else Speaker.STEWARD
    return Words(dict.fromkeys(row.agreed, own) | dict.fromkeys(row.agreed_as_neighbours, Speaker.NEIGHBOUR))


def as_what(
    session: Session, caller: Caller, community: Community, row: PendingChange, *, now: datetime
) -> Speaker | None:
    """As what the caller's word on this change counts; None: it does not. Nobody speaks on what is about themselves."""
    if caller.person_id == row.person_id:
        return None
    wanted = pending.listens_to(value_of(session, community, row), words_of(row))
    standing = caller.standings.get(community.id)
    if standing is not None and standing.state is MemberState.ACTIVE and standing.role is not Role.MEMBER:
        mine = Speaker(standing.role)
        return mine if mine in wanted else None
    if Speaker.NEIGHBOUR not in wanted or not caller.communities(Role.STEWARD):
        return None
    near = near_stewards(session, community, row, now=now)
    return Speaker.NEIGHBOUR if caller.person_id in near else None


def near_stewards(session: Session, community: Community, row: PendingChange, *, now: datetime) -> set[UUID]:
    """Stewards of recognised neighbours whose word is a second one: 30 days old, apart from who wants the change."""
    stewards = session.scalars(
        select(Membership).where(
            col(Membership.community_id).in_(_neighbours(session, community)),
            col(Membership.state) == MemberState.ACTIVE,
            col(Membership.role) == Role.STEWARD,
        )
    ).all()
    old = {m.person_id for m in stewards if (m.role_since or m.since) + second_words.STEWARD_FOR <= now}
    old -= {row.by_id, row.person_id} | _answering(session, community.id, Role.COORDINATOR)
    made = _made(session, [*old, row.by_id])
    return {who for who in old if second_words.apart(who, made[who], row.by_id, made[row.by_id])}


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


def _made(session: Session, people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """By whom each of these was given a role, anywhere."""
    made: dict[UUID, set[UUID]] = {person: set() for person in people}
    for part in session.scalars(select(Membership).where(col(Membership.person_id).in_(made))):
        if part.role_by is not None:
            made[part.person_id].add(part.role_by)
    return made


def _is_wide(community: Community, row: PendingChange) -> bool:
    change = row.proposed
    if change.reach_km is not None and change.reach_km > pending.WIDE_KM:
        return True
    here = Point(community.lat, community.lon)
    return change.place is not None and km(here, Point(*change.place)) > pending.WIDE_KM
