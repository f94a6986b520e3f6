"""Noticing which communities fell asleep, their coordinators away for a fortnight, and which woke up.

One without a steward sleeps too: it is the operator's until somebody is appointed.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from core.database.due import Since
from core.events import EventKind, record_on
from core.models import Community
from services.asking import overflow

DORMANT_AFTER = timedelta(days=14)
_ASLEEP_SINCE = f"""
    SELECT c.id, c.dormant,
           CASE WHEN bool_or(m.role = 'steward') THEN max(p.seen_at) + interval '{DORMANT_AFTER.days} days' END AS at
      FROM community c
      LEFT JOIN membership m ON m.community_id = c.id AND m.state = 'active' AND m.role <> 'member'
      LEFT JOIN person p ON p.id = m.person_id
     WHERE c.state = 'recognised' GROUP BY c.id
"""  # noqa: S608  (put together from constants)
"""SQL: from when on each community sleeps, null: whatever the hour; and whether that was noticed."""
_CHANGED = text(f"""
    SELECT id, dormant FROM ({_ASLEEP_SINCE}) AS c WHERE dormant <> (coalesce(at, to_timestamp(0)) <= :now)
     ORDER BY id LIMIT 100
""")  # noqa: S608
to_notice = Since(f"""
    SELECT min(CASE WHEN NOT dormant THEN coalesce(at, to_timestamp(0)) WHEN at IS NOT NULL THEN to_timestamp(0) END)
      FROM ({_ASLEEP_SINCE}) AS c
""")  # noqa: S608
"""When the next falls asleep; whether one that sleeps has woken only a look tells."""


def watch(session: Session, now: datetime) -> int:
    """Notices which communities fell asleep and which woke up; returns how many."""
    rows = session.execute(_CHANGED, {"now": now}).all()
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
