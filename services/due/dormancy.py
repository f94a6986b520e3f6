"""Noticing which communities fell asleep, their coordinators away for a fortnight, and which woke up.

One without a steward sleeps too: it is the operator's until somebody is appointed.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record_on
from core.models import Community
from services.asking import overflow

DORMANT_AFTER = timedelta(days=14)
_ACTIVITY = text("""
    SELECT c.id, c.dormant, max(p.seen_at) AS seen FROM community c
      LEFT JOIN membership m ON m.community_id = c.id AND m.state = 'active' AND m.role <> 'member'
      LEFT JOIN person p ON p.id = m.person_id
     WHERE c.state = 'recognised' GROUP BY c.id
    HAVING c.dormant <> (coalesce(max(p.seen_at) <= :since, true)
                         OR NOT coalesce(bool_or(m.role = 'steward'), false))
     ORDER BY c.id LIMIT :limit
""")


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
        record_on(session, kind, community, actor=None, now=now)
        if community.dormant:
            overflow.wake(session, row.id, now=now)
    return noticed
