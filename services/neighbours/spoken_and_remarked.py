"""On the card of somebody of a circle: who speaks for them, and what those who answer for the circle did about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import notes
from core.access import Caller
from core.crypto.keyring import keyring
from core.events import EventKind
from services import sealed
from services.neighbours.asking_for import AskingFor


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for them; nameless where they are not of the circle themselves."""

    person_id: UUID | None
    display_name: str | None
    by_me: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody who answers for the circle did about them, and why; its subject reads it too."""

    at: datetime
    kind: str
    by_id: UUID | None
    by_name: str | None
    text: str


REMARKS = (EventKind.MEMBER_MET, EventKind.MEMBER_REFUSED, EventKind.PROMISES_HANDED_OVER)
"""What is read on the card with its reason. Why somebody was suspended may be another's matter: it is in the log."""
_SPEAKERS = text("""
    SELECT r.representative_id AS id, p.display_name, k.wrapped,
           EXISTS (SELECT FROM membership m WHERE m.person_id = p.id AND m.community_id = :community
                      AND m.state = 'active') AS of_the_circle
      FROM representation r JOIN person p ON p.id = r.representative_id
      LEFT JOIN person_key k ON k.person_id = p.id
     WHERE r.person_id = :person AND r.ended_at IS NULL AND p.id <> ALL(CAST(:blocked AS uuid[])) ORDER BY r.id
""")
_REMARKS = text("""
    SELECT e.id, e.at, e.kind, e.actor_id, p.display_name, k.wrapped FROM event e
      LEFT JOIN person p ON p.id = e.actor_id LEFT JOIN person_key k ON k.person_id = p.id
     WHERE e.subject_id = :person AND e.community_id = :community AND e.kind = ANY(:kinds)
       AND (e.actor_id IS NULL OR e.actor_id <> ALL(CAST(:blocked AS uuid[])))
     ORDER BY e.id DESC LIMIT 20
""")


class _Named(Protocol):
    id: UUID
    display_name: bytes | None
    wrapped: bytes | None


def speakers(session: Session, caller: Caller, given: AskingFor) -> tuple[Speaker, ...]:
    rows = session.execute(_SPEAKERS, given).all()
    return tuple(
        Speaker(row.id, _name(session, row), by_me=row.id == caller.person_id)
        if row.of_the_circle
        else Speaker(None, None, by_me=False)
        for row in rows
    )


def remarks(session: Session, given: AskingFor) -> tuple[Remark, ...]:
    rows = session.execute(_REMARKS, {**given, "kinds": [str(kind) for kind in REMARKS]}).all()
    words = notes.of_events(session, [row.id for row in rows])
    return tuple(
        Remark(row.at, row.kind, row.actor_id, _name(session, row, row.actor_id), words[row.id])
        for row in rows
        if row.id in words
    )


def _name(session: Session, row: _Named, person_id: UUID | None = None) -> str | None:
    whose = person_id or row.id
    if row.display_name is None or not isinstance(whose, UUID):
        return None
    keyring(session).learn(whose, row.wrapped)
    return sealed.opened_display_name(session, whose, row.display_name)
