"""What needs a human in a community: why, since when, and what can be done about it in one step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from matching.words.vocabulary import Role
from services.access import rights

LATE = {"urgent": timedelta(minutes=15), "soon": timedelta(hours=24), "flexible": timedelta(days=7)}
"""A need without a yes for so long needs a human."""


_QUEUE = text("""
    SELECT * FROM (
        SELECT 'need_without_yes' AS why, n.id, 'need' AS type, n.posted_at AS since,
               CASE n.urgency WHEN 'urgent' THEN 0 ELSE 3 END AS press
          FROM need n
         WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
           AND (n.handed_over_at IS NOT NULL OR n.posted_at <= :now -
                CASE n.urgency WHEN 'urgent' THEN CAST(:urgent AS interval)
                     WHEN 'soon' THEN CAST(:soon AS interval) ELSE CAST(:flexible AS interval) END)
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                            AND m.status IN ('accepted', 'confirmed', 'completed'))
           AND n.author_id <> ALL(:blocked)
        UNION ALL
        SELECT 'concern', m.id, 'match', r.at, 0
          FROM match_report r JOIN match m ON m.id = r.match_id
         WHERE m.community_id = :community AND r.concern AND r.at > :now - interval '30 days'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'dispute', m.id, 'match', m.ended_at, 1
          FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'unreported', m.id, 'match', m.confirmed_at, 4
          FROM match m WHERE m.community_id = :community AND m.status = 'confirmed'
           AND m.confirmed_at <= :now - interval '14 days'
        UNION ALL
        SELECT 'member_pending', p.person_id, 'person', p.since, 2
          FROM membership p WHERE p.community_id = :community AND p.state = 'pending'
           AND p.person_id <> ALL(:blocked)
        UNION ALL
        SELECT 'follow_up', n.id, 'need', n.follow_up_at, 2
          FROM need n WHERE n.community_id = :community AND n.follow_up_at <= :now
           AND n.status IN ('open', 'matched') AND NOT n.author_hidden
    ) entries ORDER BY press, since, id LIMIT :limit OFFSET :skip
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that needs a human: why, since when, and the one-step answers."""

    why: str
    type: str
    id: UUID
    since: datetime
    answers: tuple[str, ...]


_ANSWERS = {
    "need_without_yes": ("propose", "contact_author", "note"),
    "concern": ("read_report", "suspend", "note"),
    "dispute": ("resolve_completed", "resolve_failed"),
    "unreported": ("contact_author", "note"),
    "member_pending": ("admit", "suspend"),
    "follow_up": ("propose", "note"),
}


def of(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[Entry]:
    """What needs a human in this community, most pressing first. One's own cases are never in it."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    rows = session.execute(
        _QUEUE,
        {
            "community": community_id,
            "now": now,
            **LATE,
            "blocked": list(caller.blocked),
            "not_mine": [caller.person_id, *caller.blocked],
            "skip": skip,
            "limit": limit,
        },
    )
    return [Entry(r.why, r.type, r.id, r.since, _ANSWERS[r.why]) for r in rows]
