"""Members: admitting, trusting, answering for a community."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, Forbidden, NotFound
from core.events import EventKind, record_on
from core.events.payloads import RoleChanged, TrustChanged
from core.models import Community, Membership, Person, Vouch
from matching.states.offer_states import OfferMove
from matching.words.vocabulary import JoinPolicy, MemberState, Role, TrustLevel
from services import sealed
from services.access import rights
from services.consequences import offer_endings


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's membership, and what they are called."""

    row: Membership
    display_name: str | None


def own(session: Session, caller: Caller, community_id: UUID) -> Membership | None:
    """What the caller is in a community, as it stands now; None where they never were anything."""
    return session.get(Membership, (community_id, caller.person_id))


def of(
    session: Session, caller: Caller, community_id: UUID, *, after: UUID | None, limit: int
) -> list[Member]:
    """Members of a community. Coordinators see all; others see who answers for it, and themselves."""
    rights.require_role(caller, Role.MEMBER, community_id)
    query = (
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.community_id) == community_id, col(Membership.state) != MemberState.LEFT)
    )
    if not caller.is_at_least(Role.COORDINATOR, community_id):
        query = query.where(
            (col(Membership.role) != Role.MEMBER) | (col(Membership.person_id) == caller.person_id)
        )
    if after is not None:
        query = query.where(col(Membership.person_id) > after)
    rows = session.execute(query.order_by(col(Membership.person_id)).limit(limit)).all()
    keyring(session).fetch([person.id for _, person in rows])
    return [Member(row, sealed.display_name(session, person)) for row, person in rows]


def edit(
    session: Session,
    caller: Caller,
    community_id: UUID,
    person_id: UUID,
    *,
    role: Role | None,
    state: MemberState | None,
    now: datetime,
) -> Membership:
    """Admits, suspends or lets back in (coordinators); gives and takes roles (stewards)."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    before = _member(session, community_id, person_id)
    if role is not None:
        rights.require_role(caller, Role.STEWARD, community_id)
    if state is not None:
        _ensure_may_change_state(caller, before, state)
    # Locks in the order of everybody: needs and helpers, then the community, then the membership.
    if state is MemberState.SUSPENDED:
        offer_endings.end_all_in(
            session, person_id, community_id, OfferMove.REMOVE, now=now, code="suspended"
        )
    if before.role is Role.STEWARD and (role is not None or state is MemberState.SUSPENDED):
        _ensure_other_steward(session, community_id, person_id)
    member = _locked(session, community_id, person_id)
    if role is not None and role is not member.role:
        member.role = role
        record_on(session, EventKind.ROLE_CHANGED, member, RoleChanged(role), actor=caller.person_id, now=now)
    if state is not None and state is not member.state:
        member.state = state
        kind = EventKind.MEMBER_ADMITTED if state is MemberState.ACTIVE else EventKind.MEMBER_SUSPENDED
        record_on(session, kind, member, actor=caller.person_id, now=now)
    session.flush()
    return member


def _ensure_may_change_state(caller: Caller, member: Membership, state: MemberState) -> None:
    if member.person_id == caller.person_id:
        raise Forbidden("not_in_own_matter")
    if member.role.rank >= Role.COORDINATOR.rank:
        rights.require_role(caller, Role.STEWARD, member.community_id)
    if state not in (MemberState.ACTIVE, MemberState.SUSPENDED):
        raise Conflict("not_possible", current=member.state, allowed=["active", "suspended"])


def leave(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> None:
    """Leaves; offers there end, confirmed help too. The last steward needs a successor first."""
    member = session.get(Membership, (community_id, caller.person_id))
    if member is None or member.state is MemberState.LEFT:
        return
    offer_endings.end_all_in(
        session, caller.person_id, community_id, OfferMove.WITHDRAW, now=now, code="left"
    )
    if member.role is Role.STEWARD:
        _ensure_other_steward(session, community_id, caller.person_id)
    member.state, member.role, member.trust = MemberState.LEFT, Role.MEMBER, TrustLevel.NEW
    record_on(session, EventKind.MEMBER_LEFT, member, actor=caller.person_id, now=now)


def ensure_not_last_steward(session: Session, person_id: UUID) -> None:
    """Raises Conflict where a community with other members would be left without a steward."""
    for community_id in session.execute(
        select(Membership.community_id).where(  # type: ignore[call-overload]
            col(Membership.person_id) == person_id,
            col(Membership.role) == Role.STEWARD,
            col(Membership.state) == MemberState.ACTIVE,
        )
    ).scalars():
        _ensure_other_steward(session, community_id, person_id)


def _ensure_other_steward(session: Session, community_id: UUID, person_id: UUID) -> None:
    session.execute(
        select(Community).where(col(Community.id) == community_id).with_for_update(key_share=True)
    )
    others = (
        session.execute(
            select(Membership.role).where(  # type: ignore[call-overload]
                col(Membership.community_id) == community_id,
                col(Membership.person_id) != person_id,
                col(Membership.state) == MemberState.ACTIVE,
            )
        )
        .scalars()
        .all()
    )
    if others and Role.STEWARD not in others:
        raise Conflict("last_steward")


def vouch(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> Membership:
    """Gives one's word for another. Enough words make a helper `vouched`, and admit under the policy `vouched`."""
    rights.require_role(caller, Role.MEMBER, community_id)
    if person_id == caller.person_id:
        raise Forbidden("not_in_own_matter")
    member = _locked(session, community_id, person_id)
    if session.get(Vouch, (community_id, person_id, caller.person_id)) is None:
        session.add(
            Vouch(community_id=community_id, person_id=person_id, voucher_id=caller.person_id, at=now)
        )
        record_on(session, EventKind.VOUCHED, member, actor=caller.person_id, now=now)
    return _weigh(session, member, now)


def withdraw_vouch(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> Membership:
    """Takes one's word for another back; what it made of them may fall. Repeating it is harmless."""
    rights.require_role(caller, Role.MEMBER, community_id)
    member = _locked(session, community_id, person_id)
    gone = session.execute(
        delete(Vouch)
        .where(
            col(Vouch.community_id) == community_id,
            col(Vouch.person_id) == person_id,
            col(Vouch.voucher_id) == caller.person_id,
        )
        .returning(col(Vouch.person_id))
    ).first()
    if gone is not None:
        record_on(session, EventKind.VOUCH_WITHDRAWN, member, actor=caller.person_id, now=now)
    return _weigh(session, member, now)


def _weigh(session: Session, member: Membership, now: datetime) -> Membership:
    """What the words for a helper add up to: needed are max(1, min(3, members // 2))."""
    members = session.execute(
        select(func.count()).where(
            col(Membership.community_id) == member.community_id, col(Membership.state) == MemberState.ACTIVE
        )
    ).scalar_one()
    words = session.execute(
        select(func.count()).where(
            col(Vouch.community_id) == member.community_id, col(Vouch.person_id) == member.person_id
        )
    ).scalar_one()
    enough = words >= max(1, min(3, members // 2))
    if member.trust is not TrustLevel.CHECKED:
        trust = TrustLevel.VOUCHED if enough else TrustLevel.NEW
        if trust is not member.trust:
            member.trust = trust
            record_on(session, EventKind.TRUST_CHANGED, member, TrustChanged(trust), actor=None, now=now)
    community = session.get_one(Community, member.community_id)
    if enough and member.state is MemberState.PENDING and community.join_policy is JoinPolicy.VOUCHED:
        member.state = MemberState.ACTIVE
        record_on(session, EventKind.MEMBER_ADMITTED, member, actor=None, now=now)
    session.flush()
    return member


def check(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, kind: str, now: datetime
) -> Membership:
    """Records that somebody was checked: the fact, the kind and the day, never a document."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    if person_id == caller.person_id:
        raise Forbidden("not_in_own_matter")
    member = _locked(session, community_id, person_id)
    member.trust = TrustLevel.CHECKED
    checked = TrustChanged(member.trust, check=kind)
    record_on(session, EventKind.TRUST_CHANGED, member, checked, actor=caller.person_id, now=now)
    return member


def _member(session: Session, community_id: UUID, person_id: UUID) -> Membership:
    """Somebody's part in a community. Raises NotFound for whoever has none, or has left."""
    member = session.get(Membership, (community_id, person_id))
    if member is None or member.state is MemberState.LEFT:
        raise NotFound
    return member


def _locked(session: Session, community_id: UUID, person_id: UUID) -> Membership:
    """As `_member`, under its lock and read again."""
    member = session.get(
        Membership, (community_id, person_id), with_for_update={"key_share": True}, populate_existing=True
    )
    if member is None or member.state is MemberState.LEFT:
        raise NotFound
    return member
