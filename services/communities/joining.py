"""Joining a community, and inviting somebody into it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto import secret_words
from core.crypto.keyring import vault
from core.database import locks
from core.errors import Forbidden
from core.events import EventKind, record
from core.models import Invitation, Membership
from matching.words.vocabulary import JoinPolicy, MemberState, Role
from services.access import rights
from services.communities import directory

INVITATION_LIFETIME = timedelta(days=14)
INVITATION_BITS = 100


def join(
    session: Session, caller: Caller, community_id: UUID, *, invitation: str | None, now: datetime
) -> Membership:
    """Joins as the community's policy lets one. Raises Forbidden where an invitation is needed or was wrong."""
    community = directory.get(session, caller, community_id)
    locks.own_person(session, caller.person_id)
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
    if member is None:
        member = Membership(
            community_id=community_id, person_id=caller.person_id, state=MemberState.PENDING, since=now
        )
        session.add(member)
    elif member.state is MemberState.PENDING and not at_once:
        return member
    member.state = MemberState.ACTIVE if at_once else MemberState.PENDING
    member.since = now
    kind = EventKind.MEMBER_ADMITTED if at_once else EventKind.MEMBER_PENDING
    record(
        session,
        kind,
        actor=caller.person_id,
        subject=("person", caller.person_id),
        community_id=community_id,
        now=now,
    )
    return member


def _use(session: Session, community_id: UUID, word: str, now: datetime) -> bool:
    found = session.execute(
        select(Invitation)
        .where(
            col(Invitation.community_id) == community_id,
            col(Invitation.lookup) == vault(session).index("invitation", word),
            col(Invitation.uses_left) > 0,
            col(Invitation.expires_at) > now,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if found is None:
        return False
    found.uses_left -= 1
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
        actor=caller.person_id,
        subject=("invitation", row.id),
        community_id=community_id,
        now=now,
        uses=uses,
    )
    return row, word
