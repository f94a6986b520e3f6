"""Free words of reasons and notes: sealed under the key of the person they concern, tied to an event's line."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from core.models import Note


def write(
    session: Session,
    caller: Caller | None,
    text: str,
    *,
    about: UUID,
    subject_id: UUID,
    event_id: int | None,
    now: datetime,
) -> Note:
    """Seals a reason or a note. `caller`: who wrote it; None: the operator."""
    note = Note(
        event_id=event_id,
        subject_id=subject_id,
        about_person=about,
        author_id=caller.person_id if caller else None,
        at=now,
        sealed=b"",
    )
    note.sealed = keyring(session).seal(about, cell(note.id), text) or b""
    session.add(note)
    session.flush()
    return note


def of_events(session: Session, events: list[int]) -> dict[int, str]:
    """The words that explain these lines, where their person's key still exists."""
    rows = session.execute(select(Note).where(col(Note.event_id).in_(events))).scalars().all()
    ring = keyring(session)
    ring.fetch(row.about_person for row in rows)
    opened = {row.event_id: ring.open(row.about_person, cell(row.id), row.sealed) for row in rows}
    return {event: text for event, text in opened.items() if event is not None and text is not None}


def cell(note_id: UUID) -> Cell:
    """Where a note's words are sealed."""
    return Cell("note", note_id, "sealed")
