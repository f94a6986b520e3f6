"""Reaching the author of a need by phone: that somebody tried, and whether they answered, for all to read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.crypto.keyring import keyring
from core.events import EventKind, record_on
from core.models import Person, Reached, Reaching
from services import sealed
from services.need_cards import seeing
from services.oversight import acts

_SAID = {
    Reached.REACHED: EventKind.AUTHOR_REACHED,
    Reached.NOBODY_ANSWERED: EventKind.AUTHOR_NOT_REACHED,
}


@dataclass(frozen=True, slots=True)
class ReachingLine:
    """One call: who made it, when, whether somebody answered, and what they noted of it."""

    at: datetime
    by_id: UUID
    by_name: str | None
    outcome: Reached
    note: str | None


def note_call(
    session: Session,
    caller: Caller,
    community_id: UUID,
    need_id: UUID,
    *,
    outcome: Reached,
    note: str | None,
    now: datetime,
) -> ReachingLine:
    """Writes down that the caller phoned a need's author, and whether they were reached. It stands in the need's
    history, and its author can read it, the note too; and the caller looks after it, where nobody did. Raises as
    `seeing.need`.
    """
    need = seeing.need(session, caller, community_id, need_id)
    acts.look_after(session, caller, community_id, need_id, now=now)
    event = record_on(session, _SAID[outcome], need, actor=caller.person_id, for_id=need.author_id, now=now)
    if note is not None:
        notes.write(session, caller, note, about=need.author_id, subject_id=need.id, event_id=event, now=now)
    row = Reaching(
        community_id=community_id,
        need_id=need.id,
        about_id=need.author_id,
        by_id=caller.person_id,
        outcome=outcome,
        at=now,
        event_id=event,
    )
    session.add(row)
    session.flush()
    name = sealed.display_name(session, session.get_one(Person, caller.person_id))
    return ReachingLine(row.at, row.by_id, name, row.outcome, note)


def of_need(session: Session, need_id: UUID) -> tuple[ReachingLine, ...]:
    """All calls about a need, the last one first."""
    rows = session.execute(
        select(Reaching, col(Person.display_name))
        .join(Person, col(Person.id) == col(Reaching.by_id))
        .where(col(Reaching.need_id) == need_id)
        .order_by(col(Reaching.at).desc(), col(Reaching.id).desc())
    ).all()
    said = notes.of_events(session, [row.event_id for row, _ in rows if row.event_id is not None])
    keyring(session).fetch({row.by_id for row, _ in rows})
    return tuple(
        ReachingLine(
            row.at,
            row.by_id,
            sealed.opened_display_name(session, row.by_id, name),
            row.outcome,
            said.get(row.event_id) if row.event_id is not None else None,
        )
        for row, name in rows
    )
