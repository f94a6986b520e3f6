"""Joining a community, being brought into one by whoever speaks for one, being let in or not, and inviting somebody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import time_zones
from core.access import Caller
from core.crypto import secret_words
from core.crypto.keyring import vault
from core.database import locks
from core.errors import Conflict, Forbidden
from core.events import EventKind, record, record_on
from core.events.payloads import InvitationMade
from core.models import Invitation, Membership
from matching.states import member_states
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import JoinPolicy, MemberState, Role
from services import name_marks
from services.access import rights
from services.communities import directory, members, standing
from services.consequences import offer_endings
from services.judging import ledger, own_matter
from services.judging.ledger import Matter

INVITATION_LIFETIME = timedelta(days=14)
INVITATION_BITS = 100


def join(
    session: Session, caller: Caller, community_id: UUID, *, invitation: str | None, now: datetime
) -> Membership:
    """Joins as the community's policy lets one. Raises Forbidden where an invitation is needed or was wrong,
    Conflict for who was not let in lately.
    """
    community = directory.get(session, community_id)
    person = locks.own_person(session, caller.person_id)
    member = session.get(Membership, (community_id, caller.person_id), populate_existing=True)
    if member is not None and member.state is MemberState.SUSPENDED:
        raise Forbidden("suspended")
    if member is not None and member.state is MemberState.ACTIVE:
        return member
    invited = invitation is not None and _use(session, community_id, invitation, now)
    if invitation is not None and not invited:
        raise Forbidden("invitation_not_valid")
    if community.join_policy is JoinPolicy.INVITATION and not invited:
        raise Forbidden("invitation_needed")
    at_once = invited or community.join_policy is JoinPolicy.OPEN
    if member is not None and member.state is MemberState.PENDING and not at_once:
        return member
    if not at_once:
        _ensure_may_ask(session, community_id, caller.person_id, now=now)
    person.time_zone = time_zones.settled(person.time_zone, community.time_zone)
    if member is None:
        newcomer = _newcomer(community_id, caller.person_id, now)
        return _enter(session, newcomer, at_once=at_once, actor=caller.person_id, now=now)
    standing.lock(session, community_id)
    _enter(session, member, at_once=at_once, actor=caller.person_id, now=now)
    standing.renew(session, community_id, now=now)
    return member


def bring_along(
    session: Session, caller: Caller, person_id: UUID, community_id: UUID, *, now: datetime
) -> None:
    """Makes a helper without the app a member like others: at once where a coordinator enters them, else asked for.

    Whoever has or had a part here already keeps it as it is.
    """
    if session.get(Membership, (community_id, person_id)) is not None:
        return
    open_to_all = directory.get(session, community_id).join_policy is JoinPolicy.OPEN
    at_once = open_to_all or caller.is_at_least(Role.COORDINATOR, community_id)
    _enter(session, _newcomer(community_id, person_id, now), at_once=at_once, actor=caller.person_id, now=now)


def _newcomer(community_id: UUID, person_id: UUID, now: datetime) -> Membership:
    return Membership(community_id=community_id, person_id=person_id, state=MemberState.PENDING, since=now)


def _enter(session: Session, member: Membership, *, at_once: bool, actor: UUID, now: datetime) -> Membership:
    """Writes somebody down as a member, or as one who asks to be, and records it."""
    member.state = MemberState.ACTIVE if at_once else MemberState.PENDING
    member.since = now
    session.add(member)
    kind = EventKind.MEMBER_ADMITTED if at_once else EventKind.MEMBER_PENDING
    record_on(session, kind, member, actor=actor, for_id=member.person_id, now=now)
    name_marks.renew(session, member.person_id)
    return member


def _use(session: Session, community_id: UUID, word: str, now: datetime) -> bool:
    """Uses up one of an invitation's uses; False where there is no such invitation, or none is left."""
    invited = session.execute(
        select(Invitation)
        .where(
            col(Invitation.community_id) == community_id,
            col(Invitation.lookup) == vault(session).index("invitation", word),
            col(Invitation.uses_left) > 0,
            col(Invitation.expires_at) > now,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if invited is None:
        return False
    invited.uses_left -= 1
    return True


def invite(
    session: Session, caller: Caller, community_id: UUID, *, uses: int, now: datetime
) -> tuple[Invitation, str]:
    """A word that lets people in, for active members; shown once, here. Under `vouched` it is one's own word too."""
    rights.require_role(caller, Role.MEMBER, community_id)
    if uses > 1:
        rights.require_role(caller, Role.COORDINATOR, community_id)
    word = secret_words.new_secret(INVITATION_BITS)
    row = Invitation(
        community_id=community_id,
        lookup=vault(session).index("invitation", word),
        by=caller.person_id,
        uses_left=uses,
        expires_at=now + INVITATION_LIFETIME,
    )
    session.add(row)
    record(
        session,
        EventKind.INVITATION_MADE,
        InvitationMade(uses),
        actor=caller.person_id,
        subject=("invitation", row.id),
        community_id=community_id,
        now=now,
    )
    return row, word


def refuse(
    session: Session,
    caller: Caller,
    community_id: UUID,
    people: Sequence[UUID],
    *,
    reason: str,
    now: datetime,
) -> list[Membership]:
    """Does not let these people in, who asked to join. What they offer there, spoken for by somebody, ends with it.

    Raises Forbidden for who does not coordinate there and in one's own matter, NotFound for who has no part in it, and
    Conflict for who does not wait to be let in any more; then nothing was done.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    own_matter.ensure_no_part(session, caller, people)
    for person_id in sorted(people):
        offer_endings.end_all_in(
            session, person_id, community_id, OfferMove.WITHDRAW, now=now, code=WhyEnded.LEFT
        )
    refused = [_refuse(session, caller, community_id, one, reason, now) for one in sorted(people)]
    standing.renew(session, community_id, now=now)
    return refused


def _refuse(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, reason: str, now: datetime
) -> Membership:
    member = members.locked(session, community_id, person_id)
    if member.state is not MemberState.PENDING:
        raise Conflict("not_possible", current=member.state, allowed=["suspended"])
    member.state = MemberState.LEFT
    event = record_on(session, EventKind.MEMBER_REFUSED, member, actor=caller.person_id, now=now)
    matter = Matter(Ruled.MEMBERSHIP, person_id, community_id, (person_id,), person_id)
    ledger.write(session, caller, matter, Ruling.NOT_ADMITTED, reason=reason, event=event, now=now)
    name_marks.renew(session, person_id)
    return member


def _ensure_may_ask(session: Session, community_id: UUID, person_id: UUID, *, now: datetime) -> None:
    """Raises Conflict for who was not let in lately."""
    last = ledger.last_against(session, community_id, [person_id], Ruling.NOT_ADMITTED)
    if last is not None and now < last.at + member_states.ASK_AGAIN_AFTER:
        raise Conflict("ask_again_later", at=last.at + member_states.ASK_AGAIN_AFTER)
