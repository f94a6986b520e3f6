"""What needs a human in a community: why, since when, and what can be done about it in one step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, auto
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, select, text
from sqlmodel import Session, col

from core.access import Caller
from core.models import Membership, TakenUp
from matching.rules import hearing
from matching.states import deadlines, yes_waits
from matching.words.vocabulary import MemberState, Role
from services.access import rights
from services.matches import near

CONCERNS_STAY = timedelta(days=30)
"""So long a concern stands in the queue at least, and as long after it was renewed; until a human closes it."""


class Pressing(IntEnum):
    """How pressing an entry is, most first: the order of the queue. Of equals, what has waited longest; of one
    author's needs each in its turn (`matching.asking.turns`).
    """

    AT_ONCE = auto()
    """An urgent need without a yes, a yes to one without an answer, or a concern."""
    DISPUTED = auto()
    AWAITED = auto()
    """Somebody waits to be admitted, is to be spoken with first, or to be asked for a yes that nobody else may pass on;
    or a date to look again has come.
    """
    UNANSWERED = auto()
    """A need without a yes, or a yes without an answer, that is not urgent."""
    UNREPORTED = auto()


_NEAR = near.BY_A_NEAR_HAND
_ENTRIES = f"""
        SELECT 'need_without_yes' AS why, n.id, 'need' AS type, n.posted_at AS since,
               CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :UNANSWERED END AS pressing,
               coalesce(n.turn_at, n.posted_at) AS turn
          FROM need n
         WHERE n.community_id = :community AND n.status = 'open' AND NOT n.author_hidden
           AND n.duplicate_of IS NULL
           AND (n.handed_over_at IS NOT NULL OR n.posted_at <=
                CASE n.urgency WHEN 'urgent' THEN :urgent_since WHEN 'soon' THEN :soon_since
                     ELSE :flexible_since END)
           AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id
                            AND m.status IN ('accepted', 'confirmed', 'completed'))
           AND n.author_id <> ALL(:blocked)
        UNION ALL
        SELECT 'concern', k.match_id, 'match', min(k.at), :AT_ONCE, min(k.at)
          FROM concern k
          LEFT JOIN membership a ON a.community_id = k.community_id AND a.person_id = k.about_id
           AND a.state = 'active'
         WHERE k.community_id = :community AND k.closed_at IS NULL AND k.bars_until > :concerns_since
           AND k.about_role = ANY(:heard) AND coalesce(a.role, 'member') = ANY(:heard)
           AND k.for_id <> ALL(:not_mine) AND k.by_id <> ALL(:not_mine) AND k.about_id <> ALL(:not_mine)
         GROUP BY k.match_id
        UNION ALL
        SELECT 'dispute', m.id, 'match', m.ended_at, :DISPUTED, m.ended_at
          FROM match m WHERE m.community_id = :community AND m.status = 'disputed'
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'another_hand', m.id, 'match', coalesce(m.helper_key_at, m.beneficiary_key_at),
               CASE n.urgency WHEN 'urgent' THEN :AT_ONCE ELSE :AWAITED END,
               coalesce(m.helper_key_at, m.beneficiary_key_at)
          FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.community_id = :community AND m.status IN ('accepted', 'invited') AND NOT n.author_hidden
           AND (m.status = 'accepted' OR coalesce(m.reply_by > :now, true)) AND {_NEAR}
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'yes_waits', m.id, 'match', m.helper_key_at,
               CASE WHEN m.urgent_at_yes THEN :AT_ONCE ELSE :UNANSWERED END, m.helper_key_at
          FROM match m JOIN need n ON n.id = m.need_id
         WHERE m.community_id = :community AND m.status = 'accepted' AND NOT n.author_hidden
           AND m.helper_key_at <= CASE WHEN m.urgent_at_yes THEN :urgent_yes_since ELSE :yes_since END
           AND NOT {_NEAR}
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'unreported', m.id, 'match', m.unreported_at, :UNREPORTED, m.unreported_at
          FROM match m WHERE m.community_id = :community AND m.status = 'confirmed' AND m.unreported_at <= :now
           AND m.beneficiary_id <> ALL(:not_mine) AND m.helper_person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'member_pending', p.person_id, 'person', p.since, :AWAITED, p.since
          FROM membership p WHERE p.community_id = :community AND p.state = 'pending'
           AND p.person_id <> ALL(:blocked)
        UNION ALL
        SELECT 'member_to_meet', p.person_id, 'person', q.to_be_met, :AWAITED, q.to_be_met
          FROM membership p JOIN person q ON q.id = p.person_id AND q.to_be_met IS NOT NULL
          JOIN community h ON h.id = p.community_id AND h.state = 'recognised'
         WHERE p.community_id = :community AND p.state IN ('pending', 'active')
           AND p.person_id <> ALL(:not_mine)
        UNION ALL
        SELECT 'follow_up', n.id, 'need', n.follow_up_at, :AWAITED, n.follow_up_at
          FROM need n WHERE n.community_id = :community AND n.follow_up_at <= :now
           AND n.status IN ('open', 'matched') AND NOT n.author_hidden AND n.author_id <> ALL(:not_mine)
"""  # noqa: S608  (put together from constants)
_QUEUE = text(f"SELECT * FROM ({_ENTRIES}) entries ORDER BY pressing, turn, id LIMIT :limit OFFSET :skip")  # noqa: S608  (constants)
_ONE = text(f"SELECT * FROM ({_ENTRIES}) entries WHERE id = :subject ORDER BY pressing, turn LIMIT 1")  # noqa: S608  (constants)
_HEARD = "ANY(CASE WHEN c.steward THEN CAST(:heard_by_stewards AS text[]) ELSE CAST(:heard AS text[]) END)"
_WAITING = text(f"""
    SELECT o.id, o.name, o.slug, min(e.since) AS since, bool_or(e.pressing = :AT_ONCE) AS at_once
      FROM unnest(CAST(:communities AS uuid[]), CAST(:stewards AS bool[])) AS c(id, steward)
      JOIN community o ON o.id = c.id
     CROSS JOIN LATERAL ({_ENTRIES.replace(":community", "c.id").replace("ANY(:heard)", _HEARD)}) e
     GROUP BY o.id, o.name, o.slug
""")  # noqa: S608  (put together from constants)
"""The queues of several communities at once: since when each waits, and whether for something that cannot."""


@dataclass(frozen=True, slots=True)
class Held:
    """Who has taken something up, and until when it is theirs."""

    by_me: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that needs a human: why, since when, the one-step answers, and who looks after it already."""

    why: str
    type: str
    id: UUID
    since: datetime
    answers: tuple[str, ...]
    at_once: bool = False
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class CircleWaiting:
    """A community whose queue is not empty: since when, and whether something in it cannot wait."""

    id: UUID
    name: str
    slug: str
    since: datetime
    at_once: bool


ANOTHER_HAND = "another_hand"
"""Whoever speaks for somebody is too near the other side to say their yes: a coordinator asks them and passes it on."""
ANSWERS = {
    "need_without_yes": ("propose", "contact_author", "note"),
    "concern": ("read_report", "suspend", "close_concern", "renew_concern", "note"),
    "dispute": ("resolve_completed", "resolve_failed"),
    ANOTHER_HAND: ("pass_on", "note"),
    "yes_waits": ("contact_author", "note"),
    "unreported": ("contact_author", "note"),
    "member_pending": ("admit", "suspend"),
    "member_to_meet": ("met", "suspend"),
    "follow_up": ("propose", "note"),
}


def entries(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[Entry]:
    """What needs a human in this community, most pressing first. One's own cases are never in it."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    heard = hearing.heard_by(caller.standings[community_id].role)
    here = {"community": community_id, "heard": heard, "skip": skip, "limit": limit}
    rows = session.execute(_QUEUE, _values(caller, now) | here).all()
    holds = held(session, caller, community_id, [row.id for row in rows], now=now)
    return [Entry(r.why, r.type, r.id, r.since, ANSWERS[r.why], _at_once(r), holds.get(r.id)) for r in rows]


def held(
    session: Session, caller: Caller, community_id: UUID, subjects: Collection[UUID], *, now: datetime
) -> dict[UUID, Held]:
    """By need, match or member: who has said "I take it", as long as that holds."""
    rows = session.scalars(
        select(TakenUp)
        .where(
            col(TakenUp.community_id) == community_id,
            col(TakenUp.subject_id).in_(subjects),
            stands(now),
        )
        .execution_options(populate_existing=True)
    )
    return {row.subject_id: Held(row.person_id == caller.person_id, row.until) for row in rows}


def stands(now: datetime) -> ColumnElement[bool]:
    """That somebody has taken something up: for its time, and only while they answer for the community."""
    answers_for_it = exists().where(
        col(Membership.community_id) == TakenUp.community_id,
        col(Membership.person_id) == TakenUp.person_id,
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role) != Role.MEMBER,
    )
    return and_(col(TakenUp.until) > now, answers_for_it)


def entry(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Entry | None:
    """Why this need, match or member needs a human, as this coordinator may know it; None: it does not, or not them."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    heard = hearing.heard_by(caller.standings[community_id].role)
    here = {"community": community_id, "heard": heard, "subject": subject_id}
    row = session.execute(_ONE, _values(caller, now) | here).first()
    if row is None:
        return None
    return Entry(row.why, row.type, row.id, row.since, ANSWERS[row.why], _at_once(row))


def _at_once(row: Row[Any]) -> bool:
    return int(row.pressing) == Pressing.AT_ONCE


def waiting(session: Session, caller: Caller, *, now: datetime) -> list[CircleWaiting]:
    """Communities that the caller answers for, where something needs a human; one query for any number of them."""
    mine = caller.communities(Role.COORDINATOR)
    here = {
        "communities": mine,
        "stewards": [caller.standings[one].role is Role.STEWARD for one in mine],
        "heard": hearing.heard_by(Role.COORDINATOR),
        "heard_by_stewards": hearing.heard_by(Role.STEWARD),
    }
    rows = session.execute(_WAITING, _values(caller, now) | here)
    return [CircleWaiting(row.id, row.name, row.slug, row.since, row.at_once) for row in rows]


def _values(caller: Caller, now: datetime) -> dict[str, object]:
    """What every entry is looked up with."""
    return {
        "now": now,
        **{level.name: level.value for level in Pressing},
        **{f"{urgency}_since": now - span for urgency, span in deadlines.WITHOUT_YES.items()},
        "yes_since": now - yes_waits.LONG,
        "urgent_yes_since": now - yes_waits.LONG_URGENT,
        "concerns_since": now - CONCERNS_STAY + deadlines.CONCERN_BARS,
        "blocked": list(caller.blocked),
        "not_mine": [*caller.voices, *caller.blocked],
    }
