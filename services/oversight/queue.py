"""What needs a human in a community: why, since when, and what can be done about it in one step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, literal_column, select
from sqlmodel import Session, col

from core.access import Caller
from core.models import Membership, TakenUp
from matching.rules import hearing, reveals
from matching.states import deadlines, yes_waits
from matching.words.vocabulary import MemberState, Role
from services.access import rights
from services.afterwards import concerns
from services.cases import listening
from services.judging import listeners, own_matter
from services.oversight import queue_rows
from services.oversight.answers import ANSWERS
from services.oversight.queue_rows import Pressing

CONCERNS_STAY = timedelta(days=30)
"""So long a concern stands in the queue at least, and as long after it was renewed; until a human closes it."""


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
    case_id: UUID | None = None
    """Where what was reported can be read."""
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class CircleWaiting:
    """A community whose queue is not empty: since when, and whether something in it cannot wait."""

    id: UUID
    name: str
    slug: str
    since: datetime
    at_once: bool


def entries(
    session: Session, caller: Caller, community_id: UUID, *, skip: int, limit: int, now: datetime
) -> list[Entry]:
    """What needs a human in this community, most pressing first. One's own cases are never in it."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    heard = hearing.heard_by(caller.standings[community_id].role)
    here = {"community": community_id, "heard": heard, "skip": skip, "limit": limit}
    rows = session.execute(queue_rows.QUEUE, _values(session, caller, [community_id], now) | here).all()
    holds = held(session, caller, community_id, [row.id for row in rows], now=now)
    cases = listening.cases_of_concerns(session, [row.id for row in rows])
    return [replace(_entry(row, cases), held=holds.get(row.id)) for row in rows]


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
    # By name: within an upsert SQLAlchemy would look for any row of that table, whoever holds it.
    answers_for_it = exists().where(
        col(Membership.community_id) == literal_column("taken_up.community_id"),
        col(Membership.person_id) == literal_column("taken_up.person_id"),
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
    row = session.execute(queue_rows.ONE, _values(session, caller, [community_id], now) | here).first()
    return None if row is None else _entry(row, listening.cases_of_concerns(session, [row.id]))


def _entry(row: Row[Any], cases: Mapping[UUID, UUID]) -> Entry:
    case_id = row.id if row.type == "case" else cases.get(row.id) if row.why == "concern" else None
    at_once = row.pressing == Pressing.AT_ONCE
    return Entry(row.why, row.type, row.id, row.since, ANSWERS[row.why], at_once, case_id)


def waiting(session: Session, caller: Caller, *, now: datetime) -> list[CircleWaiting]:
    """Communities that the caller answers for, where something needs a human; one query for any number of them."""
    mine = caller.communities(Role.COORDINATOR)
    here = {
        "communities": mine,
        "stewards": [caller.standings[one].role is Role.STEWARD for one in mine],
        "heard": hearing.heard_by(Role.COORDINATOR),
        "heard_by_stewards": hearing.heard_by(Role.STEWARD),
    }
    rows = session.execute(queue_rows.WAITING, _values(session, caller, mine, now) | here)
    return [CircleWaiting(row.id, row.name, row.slug, row.since, row.at_once) for row in rows]


def _values(
    session: Session, caller: Caller, communities: Collection[UUID], now: datetime
) -> dict[str, object]:
    """What every entry of these communities is looked up with. `near`: whose matters the caller does not judge."""
    near = own_matter.not_judged_by(session, [caller.person_id]) if communities else frozenset()
    return {
        "now": now,
        **{level.name: level.value for level in Pressing},
        **{f"{urgency}_since": now - span for urgency, span in deadlines.WITHOUT_YES.items()},
        "yes_since": now - yes_waits.LONG,
        "urgent_yes_since": now - yes_waits.LONG_URGENT,
        "concerns_since": now - CONCERNS_STAY + deadlines.CONCERN_BARS,
        "reveals_since": now - reveals.WAITS,
        "blocked": list(caller.blocked),
        "not_mine": [*caller.voices, *caller.blocked],
        "near": [*near, *caller.blocked],
        **_judged(session, caller, communities),
    }


def _judged(session: Session, caller: Caller, communities: Collection[UUID]) -> dict[str, list[UUID]]:
    """What is judged in these communities: cases and concerns that are not the caller's to hear, appeals that are."""
    there = (
        session.execute(queue_rows.OPEN, {"communities": list(communities)}).one() if communities else None
    )
    return {
        "own_matters": listening.own_matters(session, caller, communities) if there and there.cases else [],
        "concerns_elsewhere": concerns.elsewhere(session, communities) if there and there.concerns else [],
        "appeals": listeners.heard_by(session, caller, communities) if there and there.appeals else [],
    }


def standing(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> list[Entry]:
    """Why this stands in the queue."""
    found = entry(session, caller, community_id, subject_id, now=now)
    return [] if found is None else [found]
