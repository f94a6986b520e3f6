"""Suspending somebody whom others judged, and letting them back where that was wrong."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.errors import Conflict, NotFound
from core.models import Membership
from matching.words.vocabulary import MemberState, Role
from services.communities import members, standing
from services.consequences import suspending


def suspend(session: Session, community_id: UUID, person_id: UUID, *, by: UUID | None, now: datetime) -> int:
    """Suspends somebody there and ends what they offer there; returns the event's number. `by` None: the operator.

    Also who left before they were judged, left Minka, or never was a member: it finds them when they come. Raises
    Conflict for who is suspended already, and for the last steward.
    """
    before = session.get(Membership, (community_id, person_id))
    if before is not None and before.state is MemberState.SUSPENDED:
        raise Conflict("not_possible", current=before.state, allowed=[])
    suspending.end_offers(session, person_id, community_id, now=now)
    if before is None or before.state is MemberState.LEFT:
        return _bar(session, community_id, person_id, by, now)
    if before.role is Role.STEWARD:
        members.ensure_other_steward(session, community_id, person_id)
    return _enter(session, community_id, person_id, MemberState.SUSPENDED, by, now)


def let_back(session: Session, community_id: UUID, person_id: UUID, *, by: UUID | None, now: datetime) -> int:
    """It was wrong to suspend them; the event's number. `by` None: the operator. Call where they are suspended."""
    return _enter(session, community_id, person_id, MemberState.ACTIVE, by, now)


def let_back_by_operator(
    session: Session, community_id: UUID, person_id: UUID, *, reason: str, now: datetime
) -> Membership:
    """The operator lets somebody back, whoever suspended them; it is written down as a decision, which they read.

    Raises NotFound for whoever is not suspended there.
    """
    member = session.get(Membership, (community_id, person_id))
    if member is None or member.state is not MemberState.SUSPENDED:
        raise NotFound
    event = let_back(session, community_id, person_id, by=None, now=now)
    suspending.write_down(session, None, member, MemberState.SUSPENDED, reason=reason, event=event, now=now)
    return member


def _bar(session: Session, community_id: UUID, person_id: UUID, by: UUID | None, now: datetime) -> int:
    """Suspends who is no member, that they become none."""
    standing.lock(session, community_id)
    there = {"with_for_update": {"key_share": True}, "populate_existing": True}
    member = session.get(Membership, (community_id, person_id), **there)  # type: ignore[arg-type]
    if member is None:
        left = MemberState.LEFT
        member = Membership(community_id=community_id, person_id=person_id, state=left, since=now)
        session.add(member)
    return members.enter(session, member, MemberState.SUSPENDED, by=by, now=now)


def _enter(
    session: Session, community_id: UUID, person_id: UUID, state: MemberState, by: UUID | None, now: datetime
) -> int:
    event = members.enter(session, members.locked(session, community_id, person_id), state, by=by, now=now)
    standing.renew(session, community_id, now=now)
    return event
