"""What needs a human in a community: why, since when, what can be done about it in one step, and who looks after it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, literal_column, select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Membership, Person, TakenHow, TakenUp
from matching.rules import hearing, reveals
from matching.states import deadlines, desk, yes_waits
from matching.words.vocabulary import MemberState, Role
from services import sealed
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
    """Who looks after something, since when, until when it is theirs, and how it came to be."""

    by_me: bool
    person_id: UUID
    display_name: str | None
    since: datetime
    until: datetime
    how: TakenHow


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that needs a human: why, since when, and the one-step answers. `need_id`: the need behind it."""

    why: str
    type: str
    id: UUID
    since: datetime
    answers: tuple[str, ...]
    pressing: Pressing
    case_id: UUID | None = None
    """Where what was reported can be read."""
    need_id: UUID | None = None

    @property
    def at_once(self) -> bool:
        """It cannot wait."""
        return self.pressing is Pressing.AT_ONCE

    @property
    def kept(self) -> str:
        """What is kept of it where it is put off, as `queue_rows.KEPT`."""
        return f"{self.why}:{self.pressing.value}"


@dataclass(frozen=True, slots=True)
class CircleWaiting:
    """A community whose queue is not empty: since when, and whether something in it cannot wait."""

    id: UUID
    name: str
    slug: str
    since: datetime
    at_once: bool


def held(
    session: Session, caller: Caller, community_id: UUID, subjects: Collection[UUID], *, now: datetime
) -> dict[UUID, Held]:
    """By what it is about: who looks after it, as long as that holds."""
    there = session.execute(
        select(TakenUp, col(Person.display_name))
        .join(Person, col(Person.id) == col(TakenUp.person_id))
        .where(
            col(TakenUp.community_id) == community_id,
            col(TakenUp.subject_id).in_(subjects),
            stands(now),
        )
        .execution_options(populate_existing=True)
    ).all()
    keyring(session).fetch({row.person_id for row, _ in there})
    return {
        row.subject_id: Held(
            row.person_id == caller.person_id,
            row.person_id,
            sealed.opened_display_name(session, row.person_id, name),
            row.at,
            row.until,
            row.how,
        )
        for row, name in there
    }


def stands(now: datetime) -> ColumnElement[bool]:
    """That somebody looks after something: for its time, and only while they answer for the community."""
    # By name: within an upsert SQLAlchemy would look for any row of that table, whoever holds it.
    answers_for_it = exists().where(
        col(Membership.community_id) == literal_column("taken_up.community_id"),
        col(Membership.person_id) == literal_column("taken_up.person_id"),
        col(Membership.state) == MemberState.ACTIVE,
        col(Membership.role) != Role.MEMBER,
    )
    return and_(col(TakenUp.until) > now, answers_for_it)


def spares_others(now: datetime) -> ColumnElement[bool]:
    """That somebody looks after it who said so themself: the others need not be called to it."""
    return and_(stands(now), col(TakenUp.how) != TakenHow.ASSIGNED)


def standing(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> list[Entry]:
    """Why this stands in the queue, most pressing first, as this coordinator may know it; []: it does not, or not for
    them. Raises NotFound for somebody outside, Forbidden for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    here = values(session, caller, community_id, now) | {"subject": subject_id}
    rows = session.execute(queue_rows.ONE, here).all()
    cases = listening.cases_of_concerns(session, [row.id for row in rows if row.why == "concern"])
    return [
        Entry(
            row.why,
            row.type,
            row.id,
            row.since,
            ANSWERS[row.why],
            Pressing(row.pressing),
            case_of(row.why, row.type, row.id, cases),
            row.need_id,
        )
        for row in rows
    ]


def entry(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Entry | None:
    """The most pressing of why this stands in the queue; None: it does not, or not for this coordinator."""
    return next(iter(standing(session, caller, community_id, subject_id, now=now)), None)


def case_of(why: str, type: str, id: UUID, cases: Mapping[UUID, UUID]) -> UUID | None:
    """The case in which what was reported can be read. `cases`: by match, that of a concern about it."""
    return id if type == "case" else cases.get(id) if why == "concern" else None


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


def values(session: Session, caller: Caller, community_id: UUID, now: datetime) -> dict[str, object]:
    """What the entries of one community are looked up with, for whoever answers for it."""
    heard = hearing.heard_by(caller.standings[community_id].role)
    return {
        "community": community_id,
        "heard": heard,
        **_values(session, caller, [community_id], now),
    }


def _values(
    session: Session, caller: Caller, communities: Collection[UUID], now: datetime
) -> dict[str, object]:
    """What every entry of these communities is looked up with. `near`: whose matters the caller does not judge."""
    session.flush()
    near = own_matter.not_judged_by(session, [caller.person_id]) if communities else frozenset()
    spoken_for = {person for person, covers in caller.represents.items() if covers}
    return {
        "now": now,
        **{level.name: level.value for level in Pressing},
        **{f"{urgency}_since": now - span for urgency, span in deadlines.WITHOUT_YES.items()},
        "yes_since": now - yes_waits.LONG,
        "urgent_yes_since": now - yes_waits.LONG_URGENT,
        "concerns_since": now - CONCERNS_STAY + deadlines.CONCERN_BARS,
        "reveals_since": now - reveals.WAITS,
        "again": desk.CALL_AGAIN,
        "again_urgent": desk.CALL_AGAIN_URGENT,
        "reached_since": now - deadlines.NEED_AT_MOST,
        "doubles_since": now - desk.DOUBLES_LOOKED_AT,
        "doubles_within": desk.DOUBLES_WITHIN,
        "blocked": list(caller.blocked),
        "not_mine": [*caller.voices, *caller.blocked],
        "near": [*near, *caller.blocked],
        "no_card": [caller.person_id, *(near - spoken_for), *caller.blocked],
        "acts_for": list(caller.organisations),
        "voices": list(caller.voices),
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
