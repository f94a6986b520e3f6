"""A need's history over the wire."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.notifications import Subject
from api.schemas.words import EventWord, HistoryPart
from services.needs import history as need_history
from texts.catalogue import say


class HistoryLine(Shape):
    """One line: who by the part they play, what, when, and the reason where one was given."""

    id: int = Field(json_schema_extra={"format": "int64"})
    at: datetime
    kind: EventWord
    text: str
    who: HistoryPart
    subject: Subject
    reason: str | None

    @classmethod
    def shown(cls, line: need_history.HistoryLine, locale: str) -> Self:
        event = line.event
        return cls(
            id=event.id or 0,
            at=event.at,
            kind=event.kind,
            text=say(f"event.{event.kind}", locale),
            who=line.who,
            subject=Subject(type=event.subject_type, id=event.subject_id),
            reason=line.reason,
        )


class HistoryPage(Shape):
    items: list[HistoryLine]
    next: str | None
