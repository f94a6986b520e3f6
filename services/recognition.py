"""Recognition: a stranger's community works for those they invite, and for nobody else until others vouch for it.

The operator's word suffices, or that of two stewards of recognised communities. A community whose coordinators
were all away for a fortnight is dormant: those who ask are told, and what may goes to allies.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.events import EventKind, record
from core.models import Community, Recognition
from matching.vocabulary import CommunityState, Role
from services import communities, overflow

WORDS_NEEDED = 2
DORMANT_AFTER = timedelta(days=14)

_ACTIVITY = text("""
    SELECT c.id, c.dormant, max(p.seen_at) AS seen FROM community c
      LEFT JOIN membership m ON m.community_id = c.id AND m.state = 'active' AND m.role <> 'member'
      LEFT JOIN person p ON p.id = m.person_id
     WHERE c.state = 'recognised' GROUP BY c.id
    HAVING c.dormant <> coalesce(max(p.seen_at) <= :since, true)
     ORDER BY c.id LIMIT :limit
""")


def vouch_for(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> Community:
    """A steward's word for another community; the second one recognises it."""
    community = communities.get(session, caller, community_id)
    mine = communities.recognised(session, caller, Role.STEWARD)
    if not mine - {community_id}:
        raise Forbidden
    if caller.is_at_least(Role.MEMBER, community_id):
        raise Forbidden("not_in_own_matter")
    session.refresh(community, with_for_update={"key_share": True})
    if community.state is CommunityState.RECOGNISED:
        return community
    if session.get(Recognition, (community_id, caller.person_id)) is None:
        session.add(Recognition(community_id=community_id, steward_id=caller.person_id, at=now))
        record(
            session,
            EventKind.RECOGNITION_GIVEN,
            actor=caller.person_id,
            subject=("community", community_id),
            community_id=community_id,
            now=now,
        )
    words = session.scalars(select(func.count()).where(col(Recognition.community_id) == community_id)).one()
    if words >= WORDS_NEEDED:
        communities.recognise(session, community_id, now=now)
    return community


def watch(session: Session, now: datetime) -> int:
    """Notices which communities fell asleep and which woke up; returns how many."""
    rows = session.execute(_ACTIVITY, {"since": now - DORMANT_AFTER, "limit": 100}).all()
    noticed = 0
    for row in rows:
        community = session.get_one(
            Community, row.id, with_for_update={"key_share": True}, populate_existing=True
        )
        if community.dormant is not row.dormant:
            continue  # Another worker was faster.
        community.dormant = not row.dormant
        noticed += 1
        kind = EventKind.COMMUNITY_DORMANT if community.dormant else EventKind.COMMUNITY_AWAKE
        record(session, kind, actor=None, subject=("community", row.id), community_id=row.id, now=now)
        if community.dormant:
            overflow.wake(session, row.id, now=now)
    return noticed
