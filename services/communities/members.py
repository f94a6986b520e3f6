"""Members: admitting, answering for a community, leaving it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.events import EventKind, record_on
from core.events.payloads import RoleChanged
from core.models import Community, Membership, Person
from matching.states import member_states
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruling
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services import sealed
from services.access import rights, selves
from services.communities import standing
from services.consequences import offer_endings, suspending
from services.judging import ledger, own_matter


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
        .where(
            col(Membership.community_id) == community_id,
            col(Membership.state) != MemberState.LEFT,
            col(Person.erased_at).is_(None),
        )
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
    answerable: bool | None = None,
    reason: str | None = None,
    now: datetime,
) -> Membership:
    """Admits, suspends or lets back in (coordinators); gives and takes roles (stewards).

    Who was suspended is let back by who answers for at least as much as whoever suspended them.
    A new steward is another matter (`services.governance`): Raises Forbidden. `reason`: why somebody is suspended;
    raises Invalid without one.
    `answerable`: a coordinator agrees to be named to everybody, or takes it back; said by nobody but themselves.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    if answerable is not None and person_id != caller.person_id:
        raise Forbidden
    before = _member(session, community_id, person_id)
    if role is not None:
        rights.require_role(caller, Role.STEWARD, community_id)
    if role is Role.STEWARD and before.role is not Role.STEWARD:
        raise Forbidden
    if state is not None:
        _ensure_may_change_state(session, caller, before, state, reason)
    # Locks in the order of everybody: needs and helpers, then the community, then the membership.
    if state is MemberState.SUSPENDED:
        suspending.end_offers(session, person_id, community_id, now=now)
    if before.role is Role.STEWARD and (role is not None or state is MemberState.SUSPENDED):
        ensure_other_steward(session, community_id, person_id)
    member = locked(session, community_id, person_id)
    if role is not None and role is not member.role:
        _give(session, member, role, by=caller.person_id, now=now)
    if state is not None and state is not member.state:
        was = member.state
        event = enter(session, member, state, by=caller.person_id, now=now)
        suspending.write_down(session, caller, member, was, reason=reason, event=event, now=now)
    member.answerable = member.answerable if answerable is None else answerable
    standing.renew(session, community_id, now=now)
    return member


def give_role(
    session: Session, community_id: UUID, person_id: UUID, role: Role, *, by: UUID | None, now: datetime
) -> Membership:
    """Makes somebody what others agreed that they be; `by`: who wanted it, None: the operator. Raises NotFound."""
    member = locked(session, community_id, person_id)
    if member.role is not role:
        _give(session, member, role, by=by, now=now)
        standing.renew(session, community_id, now=now)
    return member


def _give(session: Session, member: Membership, role: Role, *, by: UUID | None, now: datetime) -> None:
    if role.rank < member.role.rank:
        standing.keep_word(session, member, now=now)
    member.role, member.role_since, member.role_by = role, now, by
    member.answerable = member.answerable and role is not Role.MEMBER
    record_on(session, EventKind.ROLE_CHANGED, member, RoleChanged(role), actor=by, now=now)


def enter(session: Session, member: Membership, state: MemberState, *, by: UUID | None, now: datetime) -> int:
    """Lets a member in, or suspends them, also as whom they came back: their word for others falls at once. Who was
    suspended and had left is let back as one who may join. Returns the event's number.
    """
    if state is MemberState.SUSPENDED:
        standing.drop_word(member)
        suspending.keep_in_mind(member)
    elif member.state is MemberState.SUSPENDED:
        state = member_states.let_back(member.suspended_as)
    if member.state is MemberState.PENDING:
        member.since = now
    member.state = state
    suspending.also_as_others(session, member, now=now)
    return suspending.recorded(session, member, by=by, now=now)


def _ensure_may_change_state(
    session: Session, caller: Caller, member: Membership, state: MemberState, reason: str | None
) -> None:
    own_matter.ensure_no_part(session, caller, [member.person_id])
    if member.role.rank >= Role.COORDINATOR.rank:
        rights.require_role(caller, Role.STEWARD, member.community_id)
    if state not in (MemberState.ACTIVE, MemberState.SUSPENDED):
        raise Conflict("not_possible", current=member.state, allowed=["active", "suspended"])
    if state is MemberState.SUSPENDED and reason is None:
        raise Invalid("/reason", "reason_needed")
    if state is MemberState.ACTIVE and member.state is MemberState.SUSPENDED:
        rights.require_role(caller, _lets_back(session, member), member.community_id)


def _lets_back(session: Session, member: Membership) -> Role:
    """What somebody answers for at least who lets a member back: for as much as who suspended them, as in an appeal."""
    as_whom = [member.person_id, *selves.former(session, member.person_id)]
    last = ledger.last_against(session, member.community_id, as_whom, Ruling.SUSPENDED)
    if last is None:
        return Role.COORDINATOR
    return last.by_role or Role.STEWARD


def leave(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> None:
    """Leaves; offers there end, confirmed help too. The last steward needs a successor first.

    The word they gave for others stands for a while, where they leave in good standing. Whoever is suspended stays so,
    and is no member once that is over.
    """
    member = session.get(Membership, (community_id, caller.person_id))
    if member is None or member.state is MemberState.LEFT:
        return
    if member.state is MemberState.SUSPENDED:
        _part(locked(session, community_id, caller.person_id))
        return
    offer_endings.end_all_in(
        session, caller.person_id, community_id, OfferMove.WITHDRAW, now=now, code=WhyEnded.LEFT
    )
    if member.role is Role.STEWARD:
        ensure_other_steward(session, community_id, caller.person_id)
    member = locked(session, community_id, caller.person_id)
    standing.keep_word(session, member, now=now)
    _part(member)
    record_on(session, EventKind.MEMBER_LEFT, member, actor=caller.person_id, now=now)
    standing.renew(session, community_id, now=now)


def forget(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Ends all of somebody's memberships as they leave Minka; their word stands for a while, as if they had left.

    A community that nobody answers for then falls asleep (`services.due.dormancy`), and the operator is told.
    Where they were suspended that stays, so that it finds them when they come back.
    """
    parts = select(Membership).where(col(Membership.person_id) == person_id)
    for part in session.scalars(parts.order_by(col(Membership.community_id))).all():
        standing.lock(session, part.community_id)
        session.refresh(part)
        standing.keep_word(session, part, now=now)
        answered = part.role is Role.STEWARD
        _part(part)
        standing.renew(session, part.community_id, now=now)
        if answered and not _stewards(session, part.community_id):
            community = session.get_one(Community, part.community_id)
            record_on(session, EventKind.COMMUNITY_LEFT_ALONE, community, actor=None, now=now)


def _stewards(session: Session, community_id: UUID) -> list[UUID]:
    """Who answers for the whole community now."""
    rows = select(col(Membership.person_id)).where(
        col(Membership.community_id) == community_id,
        col(Membership.role) == Role.STEWARD,
        col(Membership.state) == MemberState.ACTIVE,
    )
    return list(session.scalars(rows))


def _part(member: Membership) -> None:
    """Somebody answers for nothing here any more, and nobody for them. A suspension outlives them."""
    if member.state is MemberState.SUSPENDED:
        member.suspended_as = MemberState.LEFT
    else:
        member.state = MemberState.LEFT
    member.role, member.trust, member.trust_since = Role.MEMBER, TrustLevel.NEW, None
    member.answerable = False


def ensure_other_steward(session: Session, community_id: UUID, person_id: UUID) -> None:
    """Raises Conflict where nobody else answers for a community that others are in."""
    standing.lock(session, community_id)
    here = select(col(Membership.role)).where(
        col(Membership.community_id) == community_id, col(Membership.state) == MemberState.ACTIVE
    )
    others = session.scalars(here.where(col(Membership.person_id) != person_id)).all()
    if others and Role.STEWARD not in others:
        raise Conflict("last_steward")


def _member(session: Session, community_id: UUID, person_id: UUID) -> Membership:
    """Somebody's part in a community. Raises NotFound for whoever has none, or has left."""
    member = session.get(Membership, (community_id, person_id))
    if member is None or member.state is MemberState.LEFT:
        raise NotFound
    return member


def locked(session: Session, community_id: UUID, person_id: UUID) -> Membership:
    """Somebody's part in a community, under the community's lock and its own, read again. Raises NotFound as well."""
    standing.lock(session, community_id)
    member = session.get(
        Membership, (community_id, person_id), with_for_update={"key_share": True}, populate_existing=True
    )
    if member is None or member.state is MemberState.LEFT:
        raise NotFound
    return member
