"""Writing down what happened: one event, or many in one statement, each with what wakes the worker after the commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.database.wakeups import wake
from core.events import stored
from core.events.kinds import EventKind
from core.events.payloads import NOTHING, Payload
from core.models import Community, Match, Membership, Need, Offer, Organisation, Person

CLOCK_MOVED = "clock"
"""What a wake-up says when the development clock was moved: everything may be due at once."""

_RECORD = text("""
    WITH line AS (
        INSERT INTO event (at, kind, actor_id, for_id, subject_type, subject_id, need_id, community_id, payload)
        VALUES (:at, :kind, :actor_id, :for_id, :subject_type, :subject_id, :need_id, :community_id,
                CAST(:payload AS jsonb))
        RETURNING id, at
    ), todo AS (
        INSERT INTO event_todo (event_id, at) SELECT id, at FROM line
    )
    SELECT id FROM line
""")
_RECORD_MANY = text("""
    WITH line AS (
        INSERT INTO event (at, kind, actor_id, subject_type, subject_id, need_id, community_id, payload)
        SELECT :at, l.kind, CAST(:actor_id AS uuid), l.subject_type, l.subject_id, l.need_id, l.community_id,
               l.payload
          FROM ROWS FROM (json_to_recordset(CAST(:lines AS json))
                          AS (kind text, subject_type text, subject_id uuid, need_id uuid, community_id uuid,
                              payload jsonb)) WITH ORDINALITY
               AS l(kind, subject_type, subject_id, need_id, community_id, payload, place)
         ORDER BY l.place
        RETURNING id, at
    )
    INSERT INTO event_todo (event_id, at) SELECT id, at FROM line
""")


def record(
    session: Session,
    kind: EventKind,
    payload: Payload = NOTHING,
    *,
    actor: UUID | None,
    subject: tuple[str, UUID],
    now: datetime,
    for_id: UUID | None = None,
    need_id: UUID | None = None,
    community_id: UUID | None = None,
) -> int:
    """Writes one event and returns its number. `for_id`: for whom the actor did it, or to whom, where that is another.

    Raises TypeError where the payload is not of the kind, ValueError where it holds free words.
    """
    session.flush()
    row = session.execute(
        _RECORD,
        {
            "at": now,
            "kind": kind,
            "actor_id": actor,
            "for_id": for_id if for_id != actor else None,
            "subject_type": subject[0],
            "subject_id": subject[1],
            "need_id": need_id,
            "community_id": community_id,
            "payload": json.dumps(stored.written(kind, payload)),
        },
    ).one()
    wake(session)
    return int(row[0])


Row = Need | Offer | Match | Community | Membership | Person | Organisation


class _About(NamedTuple):
    """What an event is about: its subject, and the need and the community it belongs to."""

    subject: tuple[str, UUID]
    need_id: UUID | None = None
    community_id: UUID | None = None


def record_on(
    session: Session,
    kind: EventKind,
    row: Row,
    payload: Payload = NOTHING,
    *,
    actor: UUID | None,
    now: datetime,
    for_id: UUID | None = None,
) -> int:
    """Records what happened to `row`, in its community and with its need; as `record`."""
    about = _about(row)
    return record(
        session,
        kind,
        payload,
        actor=actor,
        subject=about.subject,
        for_id=for_id,
        need_id=about.need_id,
        community_id=about.community_id,
        now=now,
    )


def _about(row: Row) -> _About:
    match row:
        case Need():
            return _About(("need", row.id), row.id, row.community_id)
        case Match():
            return _About(("match", row.id), row.need_id, row.community_id)
        case Offer():
            return _About(("offer", row.id), None, row.community_id)
        case Community():
            return _About(("community", row.id), None, row.id)
        case Membership():
            return _About(("person", row.person_id), None, row.community_id)
        case Organisation():
            return _About(("organisation", row.id))
        case Person():
            return _About(("person", row.id))


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One of many events that are written together; see `record`."""

    kind: EventKind
    subject: tuple[str, UUID]
    need_id: UUID | None = None
    community_id: UUID | None = None
    payload: Payload = NOTHING


def record_many(session: Session, events: Sequence[NewEvent], *, actor: UUID | None, now: datetime) -> None:
    """Writes many events in one statement, in the order given. Raises TypeError and ValueError as `record` does."""
    session.flush()
    rows = parameters.rows(
        {
            "kind": event.kind,
            "subject_type": event.subject[0],
            "subject_id": event.subject[1],
            "need_id": event.need_id,
            "community_id": event.community_id,
            "payload": stored.written(event.kind, event.payload),
        }
        for event in events
    )
    session.execute(_RECORD_MANY, {"at": now, "actor_id": actor, "lines": rows})
    wake(session)
