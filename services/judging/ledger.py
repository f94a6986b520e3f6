"""Decisions as they are written down, each with its reason, and as those whom they concern read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.errors import NotFound
from core.events import EventKind, record
from core.models import Decision, Person
from matching.rules import appeals
from matching.words.rulings import Ruled, Ruling


@dataclass(frozen=True, slots=True)
class Matter:
    """What is decided about, and where; whom it concerns, the first of them under whose key the reason is sealed (under
    that of whoever decided, where none of them is there); whom of them it goes against, who may appeal; who else
    has a part in it, as who raised it; and whom a complaint in it is about, if it is one.
    """

    about: Ruled
    id: UUID
    community_id: UUID
    concerns: tuple[UUID, ...]
    against: UUID | None = None
    others: frozenset[UUID] = frozenset()
    accused: UUID | None = None

    @property
    def parties(self) -> list[UUID]:
        """All who have a part in it."""
        return sorted({*self.concerns, *self.others})


def write(
    session: Session,
    caller: Caller | None,
    matter: Matter,
    ruling: Ruling,
    *,
    reason: str | None,
    event: int,
    now: datetime,
) -> Decision:
    """Writes a decision down with its reason, tied to the line of its event; who may appeal against it is told so.

    `caller`: who decided; None: the operator. Call where what was decided has been done.
    """
    standing = caller.standings.get(matter.community_id) if caller else None
    decision = Decision(
        at=now,
        community_id=matter.community_id,
        about=matter.about,
        about_id=matter.id,
        ruling=ruling,
        concerns=list(dict.fromkeys(matter.concerns)),
        against_id=matter.against,
        parties=matter.parties,
        accused_id=matter.accused,
        by_id=caller.person_id if caller else None,
        by_role=standing.role if standing else None,
        event_id=event,
    )
    session.add(decision)
    session.flush()
    whose = _first_who_is_here(session, [*matter.concerns, decision.by_id])
    if reason is not None and whose is not None:
        notes.write(session, caller, reason, about=whose, subject_id=matter.id, event_id=event, now=now)
    if open_until(decision) is not None:
        record(
            session,
            EventKind.DECISION_MADE,
            actor=decision.by_id,
            subject=("decision", decision.id),
            for_id=matter.against,
            community_id=matter.community_id,
            now=now,
        )
    return decision


def _first_who_is_here(session: Session, people: Iterable[UUID | None]) -> UUID | None:
    """Under whose key a reason can be sealed: whoever left for good has none any more."""
    for one in people:
        if one is not None and session.get_one(Person, one).erased_at is None:
            return one
    return None


def open_until(decision: Decision) -> datetime | None:
    """Until when whom it goes against may appeal; None: there never was an appeal against it."""
    if decision.against_id is None:
        return None
    return appeals.open_until(decision.ruling, decision.by_role, decision.at)


def parts(decision: Decision) -> frozenset[UUID]:
    """All who have a part in what was decided, and whoever decided it."""
    return frozenset({*decision.parties, *([decision.by_id] if decision.by_id else [])})


def last(session: Session, about: Ruled, about_id: UUID, *rulings: Ruling) -> Decision | None:
    """The last decision of these about a thing; None where there was none since decisions are written down."""
    of_it = select(Decision).where(col(Decision.about) == about, col(Decision.about_id) == about_id)
    wanted = of_it.where(col(Decision.ruling).in_(rulings))
    return session.scalars(wanted.order_by(col(Decision.at).desc(), col(Decision.id).desc()).limit(1)).first()


def last_against(
    session: Session, community_id: UUID, people: Sequence[UUID], ruling: Ruling
) -> Decision | None:
    """The last decision of this kind that went against one of these in a community."""
    against = select(Decision).where(
        col(Decision.community_id) == community_id,
        col(Decision.against_id).in_(people),
        col(Decision.ruling) == ruling,
    )
    return session.scalars(
        against.order_by(col(Decision.at).desc(), col(Decision.id).desc()).limit(1)
    ).first()


def last_to_read(session: Session, caller: Caller, about_id: UUID) -> Decision | None:
    """The last decision about a thing that goes against the caller, or somebody they speak for."""
    theirs = col(Decision.against_id).in_(caller.voices)
    of_it = select(Decision).where(col(Decision.about_id) == about_id, theirs)
    return session.scalars(of_it.order_by(col(Decision.at).desc(), col(Decision.id).desc()).limit(1)).first()


def concerning(session: Session, caller: Caller, *, before: UUID | None, limit: int) -> Sequence[Decision]:
    """Decisions that concern the caller, or somebody they speak for; newest first, from the one before `before` on."""
    query = select(Decision).where(_concerns(caller))
    if before is not None:
        query = query.where(col(Decision.id) < before)
    return session.scalars(query.order_by(col(Decision.id).desc()).limit(limit)).all()


def one(session: Session, caller: Caller, decision_id: UUID) -> Decision:
    """A decision that concerns the caller, or somebody they speak for. Raises NotFound."""
    found = session.scalars(
        select(Decision).where(col(Decision.id) == decision_id, _concerns(caller))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _concerns(caller: Caller) -> ColumnElement[bool]:
    return col(Decision.concerns).bool_op("&&")(caller.voices)


def of_events(session: Session, caller: Caller, events: Sequence[int]) -> dict[int, UUID]:
    """By the line of a history that it stands in: decisions that concern the caller, or somebody they speak for."""
    rows = select(Decision).where(col(Decision.event_id).in_(events), _concerns(caller))
    return {row.event_id: row.id for row in session.scalars(rows)}


def reasons(session: Session, decisions: Sequence[Decision]) -> dict[UUID, str]:
    """Why each was decided so, where a reason was given and its person's key still exists."""
    words = notes.of_events(session, [row.event_id for row in decisions])
    return {row.id: words[row.event_id] for row in decisions if row.event_id in words}
