"""The stewards' log: what those who answer for a community did across its needs, newest first, from what happened.

Reading it is no event of its own: it opens nobody's place or contact, and says no more than the histories do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.events import EventKind, payload_as
from core.events.payloads import OfEntry
from core.models import Appeal, Case, Decision, Event, Match, Membership, Need, Person
from matching.words.rulings import Ruled
from matching.words.vocabulary import By, Role
from services import sealed
from services.access import rights
from services.afterwards import concerns
from services.cases import listening
from services.oversight.answers import JUDGED, OF_ENTRIES
from services.oversight.log_kinds import ACTS, ALSO_OTHERS, OF_CASES

_ABOUT_CONCERNS = (EventKind.CONCERN_CLOSED, EventKind.CONCERN_RENEWED)


@dataclass(frozen=True, slots=True)
class Line:
    """One act: who did it, what, when, and why. `hidden`: what it was about is not the reader's to know."""

    event: Event
    display_name: str | None
    role: Role | None
    reason: str | None
    hidden: bool = False

    @property
    def need_id(self) -> UUID | None:
        return None if self.hidden else self.event.need_id


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the log is narrowed to: one person's acts, or one kind."""

    by: UUID | None = None
    kind: str | None = None


def of(
    session: Session,
    caller: Caller,
    community_id: UUID,
    narrowed: Narrowed,
    *,
    before: int | None,
    limit: int,
) -> list[Line]:
    """Acts and looks of all who answer for a community, for its stewards; coordinators read their own.

    Raises NotFound for somebody outside, Forbidden for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    wanted = [col(Event.community_id) == community_id, col(Event.actor_id).is_not(None), _is_act()]
    if not caller.is_at_least(Role.STEWARD, community_id):
        wanted.append(col(Event.actor_id) == caller.person_id)
    if narrowed.by is not None:
        wanted.append(col(Event.actor_id) == narrowed.by)
    if narrowed.kind is not None:
        wanted.append(col(Event.kind) == narrowed.kind)
    if before is not None:
        wanted.append(col(Event.id) < before)
    events = session.scalars(select(Event).where(*wanted).order_by(col(Event.id).desc()).limit(limit)).all()
    return _lines(session, caller, community_id, events)


def _is_act() -> ColumnElement[bool]:
    as_coordinator = col(Event.payload_json)["by"].as_string() == By.COORDINATOR.value
    return or_(
        col(Event.kind).in_(ACTS),
        and_(col(Event.kind).in_(ALSO_OTHERS), as_coordinator),
        and_(col(Event.kind).in_(OF_CASES), _by_one_of_the_circle()),
        and_(col(Event.kind) == EventKind.MEMBER_ADMITTED, col(Event.actor_id) != col(Event.subject_id)),
    )


def _by_one_of_the_circle() -> ColumnElement[bool]:
    """Not by the operator, and not by who took their own concern back. What somebody did stays theirs once they answer
    for nothing any more: only of a case that was closed it is asked whether they judged it.
    """
    answers = exists().where(
        col(Membership.community_id) == Event.community_id,
        col(Membership.person_id) == Event.actor_id,
        col(Membership.role) != Role.MEMBER,
    )
    judged = exists().where(col(Decision.event_id) == Event.id, col(Decision.by_id) == Event.actor_id)
    return or_(col(Event.kind) != EventKind.CASE_CLOSED, answers, judged)


def _lines(session: Session, caller: Caller, community_id: UUID, events: Sequence[Event]) -> list[Line]:
    hidden = _not_theirs(session, caller, events)
    reasons = notes.of_events(session, [event.id for event in events if event.id not in hidden])
    people = {event.actor_id for event in events if event.actor_id is not None}
    names, roles = _names(session, people), _roles(session, community_id, people)
    return [
        Line(
            event,
            names.get(event.actor_id) if event.actor_id else None,
            roles.get(event.actor_id) if event.actor_id else None,
            reasons.get(event.id),
            event.id in hidden,
        )
        for event in events
    ]


def _not_theirs(session: Session, caller: Caller, events: Sequence[Event]) -> set[int]:
    """Lines of which the reader learns that they are, and no more: about somebody who keeps away from them, or a
    concern or case that is not theirs to hear, also where it is an appeal's, or a suspension was its end.
    """
    decided = _decided(session, events)
    cases = {event.id: event.subject_id for event in events if event.subject_type == "case"}
    cases |= {event_id: one.about_id for event_id, one in decided.items() if one.about is Ruled.CASE}
    matches = {event.id: event.subject_id for event in events if event.kind in _ABOUT_CONCERNS}
    matches |= {event_id: one.about_id for event_id, one in decided.items() if one.about is Ruled.MATCH}
    unheard = concerns.unheard(session, caller, set(matches.values()))
    of_cases = session.scalars(select(Case).where(col(Case.id).in_(cases.values()))).all()
    unheard |= listening.not_for(session, caller, of_cases)
    whose = _whose(session, events)
    return {
        event.id
        for event in events
        if whose[event.id] & caller.blocked
        or _judges(event, caller)
        or not unheard.isdisjoint({matches.get(event.id), cases.get(event.id)})
    }


def _judges(event: Event, caller: Caller) -> bool:
    """Whether somebody else took up what is judged: that alone would say that there is something."""
    if event.kind not in OF_ENTRIES or event.actor_id == caller.person_id:
        return False
    return not JUDGED.isdisjoint(payload_as(event, OfEntry).whys)


def _decided(session: Session, events: Sequence[Event]) -> dict[int, Decision]:
    """By its line, what was decided; of the answer to an appeal, the decision that it is about."""
    rows = select(Decision).where(col(Decision.event_id).in_([event.id for event in events]))
    found = {row.event_id: row for row in session.scalars(rows)}
    appealed = (
        select(col(Appeal.id), Decision)
        .join(Decision, col(Decision.id) == col(Appeal.decision_id))
        .where(col(Appeal.id).in_([row.about_id for row in found.values() if row.about is Ruled.APPEAL]))
    )
    first = dict(session.execute(appealed).all())
    return {event_id: first.get(row.about_id, row) for event_id, row in found.items()}


def _whose(session: Session, events: Sequence[Event]) -> dict[int, set[UUID]]:
    """By its line, whose matter it is."""
    about = {event.subject_id for event in events if event.subject_type == "match"}
    matches = {m.id: m for m in session.scalars(select(Match).where(col(Match.id).in_(about)))}
    asked = {event.need_id for event in events if event.need_id is not None}
    needs = {need.id: need for need in session.scalars(select(Need).where(col(Need.id).in_(asked)))}
    found: dict[int, set[UUID]] = {}
    for event in events:
        whose = found[event.id] = {event.for_id} if event.for_id is not None else set()
        if event.subject_type == "person":
            whose.add(event.subject_id)
        if event.subject_type == "match":
            match = matches[event.subject_id]
            whose |= {match.helper_person_id, match.beneficiary_id}
        elif event.need_id is not None:
            whose.add(needs[event.need_id].author_id)
    return found


def _names(session: Session, people: set[UUID]) -> dict[UUID, str | None]:
    rows = session.scalars(select(Person).where(col(Person.id).in_(people)))
    return {person.id: sealed.display_name(session, person) for person in rows}


def _roles(session: Session, community_id: UUID, people: set[UUID]) -> dict[UUID, Role]:
    rows = session.scalars(
        select(Membership).where(
            col(Membership.community_id) == community_id, col(Membership.person_id).in_(people)
        )
    )
    return {member.person_id: member.role for member in rows}
