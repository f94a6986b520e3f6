"""Acts of a coordinator that may be taken back, over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from api.schemas.base import Shape
from api.schemas.card_words import UndoableAct
from api.schemas.notifications import Subject
from core.models import DeskAct


class ActOut(Shape):
    """What the caller did, and until when `POST …/acts/{id}/take-back` takes it back; nobody is told before."""

    id: UUID
    kind: UndoableAct
    subject: Subject
    at: datetime
    until: datetime
    taken_back_at: datetime | None

    @classmethod
    def shown(cls, act: DeskAct) -> Self:
        return cls(
            id=act.id,
            kind=act.kind,
            subject=Subject(type=act.subject_type, id=act.subject_id),
            at=act.at,
            until=act.until,
            taken_back_at=act.taken_back_at,
        )


class ActPage(Shape):
    """Of the caller's own acts those that can still be taken back, newest first."""

    items: list[ActOut]
