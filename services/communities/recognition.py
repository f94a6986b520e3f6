"""Recognition: a stranger's community works for those they invite, and for nobody else until others vouch for it.

The operator's word suffices, or that of two stewards of two recognised communities. A community whose coordinators
were all away for a fortnight is dormant: those who ask are told, and what may goes to allies.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.events import EventKind, record_on
from core.models import Community, Recognition
from matching.rules import pending
from matching.words.vocabulary import CommunityState, Role
from services.communities import directory, slugs


def recognise(session: Session, community_id: UUID, *, now: datetime) -> Community:
    """Recognises a community as what it says it is: from now on it can be found. Raises NotFound."""
    community = directory.get(session, community_id)
    if community.state is not CommunityState.RECOGNISED:
        community.state = CommunityState.RECOGNISED
        slugs.make_plain(session, community)
        community.version += 1
        record_on(session, EventKind.COMMUNITY_RECOGNISED, community, actor=None, now=now)
    return community


def vouch_for(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> Community:
    """A steward's word for another community. It is recognised by two, of two recognised communities, each a steward
    for 30 days and two people (`second_words`); a word given early counts once it is repeated. One that reaches further
    than neighbours can know waits for the operator.
    """
    community = directory.get(session, community_id)
    mine = directory.recognised(session, caller, Role.STEWARD)
    if not mine - {community_id}:
        raise Forbidden
    if caller.is_at_least(Role.MEMBER, community_id):
        raise Forbidden("not_in_own_matter")
    session.refresh(community, with_for_update={"key_share": True})
    if community.state is CommunityState.RECOGNISED:
        return community
    if session.get(Recognition, (community_id, caller.person_id)) is None:
        session.add(Recognition(community_id=community_id, steward_id=caller.person_id, at=now))
        record_on(session, EventKind.RECOGNITION_GIVEN, community, actor=caller.person_id, now=now)
    session.flush()
    gave = select(col(Recognition.steward_id)).where(col(Recognition.community_id) == community_id)
    small = community.reach_km <= pending.WIDE_KM
    if small and directory.two_stewards(session, session.scalars(gave), about=community_id, now=now):
        recognise(session, community_id, now=now)
    return community
