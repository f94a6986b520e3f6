"""What needs a human in a community: why, since when, and what can be done about it in one step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, auto
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from matching.states import deadlines
from matching.words.vocabulary import Role
from services.access import rights

CONCERNS_STAY = timedelta(days=30)
"""So long a concern stands in the queue."""


class Pressing(IntEnum):
    """How pressing an entry is, most first: the order of the queue. Of equals, what has waited longest."""

    AT_ONCE = auto()
    """An urgent need without a yes, or a concern."""
    DISPUTED = auto()
    AWAITED = auto()
    """Somebody waits to be admitted, or a date to look again has come."""
    UNANSWERED = auto()
    """A need without a yes that is not urgent."""
    UNREPORTED = auto()


_QUEUE = text("""
    SELECT * FROM (
        SELECT 'need_without_yes' AS why, n.id, 'need' AS type, n.posted_at AS since,
               CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :UNANSWERED END AS pressing
          FROM need n
         WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
           AND (n.handed_over_at IS NOT NULL OR n.posted_at <=
                CASE n.urgency WHEN 'urgent' THEN :urgent_since WHEN 'soon' THEN :soon_since
                     ELSE :flexible_since END)
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                            AND m.status IN ('accepted', 'confirmed', 'completed'))
           AND n.author_id <> ALL(:blocked)
        UNION ALL
        SELECT 'concern', m.id, 'match', r.at, :AT_ONCE
          FROM match_report r JOIN match m ON m.id = r.match_id
         WHERE m.community_id = :community AND r.concern AND r.at > :concerns_since
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'dispute', m.id, 'match', m.ended_at, :DISPUTED
          FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'unreported', m.id, 'match', m.confirmed_at, :UNREPORTED
          FROM match m WHERE m.community_id = :community AND m.status = 'confirmed'
           AND m.confirmed_at <= :unreported_since
        UNION ALL
        SELECT 'member_pending', p.person_id, 'person', p.since, :AWAITED
          FROM membership p WHERE p.community_id = :community AND p.state = 'pending'
           AND p.person_id <> ALL(:blocked)
        UNION ALL
        SELECT 'follow_up', n.id, 'need', n.follow_up_at, :AWAITED
          FROM need n WHERE n.community_id = :community AND n.follow_up_at <= :now
           AND n.status IN ('open', 'matched') AND NOT n.author_hidden
    ) entries ORDER BY pressing, since, id LIMIT :limit OFFSET :skip
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


def entries(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[Entry]:
    """What needs a human in this community, most pressing first. One's own cases are never in it."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    rows = session.execute(
        _QUEUE,
        {
            "community": community_id,
            "now": now,
            **{level.name: level.value for level in Pressing},
            **{f"{urgency}_since": now - span for urgency, span in deadlines.WITHOUT_YES.items()},
            "unreported_since": now - deadlines.UNREPORTED_TO_COORDINATORS,
            "concerns_since": now - CONCERNS_STAY,
            "blocked": list(caller.blocked),
            "not_mine": [caller.person_id, *caller.blocked],
            "skip": skip,
            "limit": limit,
        },
    )
    return [Entry(r.why, r.type, r.id, r.since, _ANSWERS[r.why]) for r in rows]
