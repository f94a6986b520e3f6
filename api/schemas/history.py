"""A need's history over the wire."""

from datetime import datetime
from typing import Self

from api.schemas.base import Shape
from services.needs import history as need_history
from services.needs.history import Part
from texts.catalogue import say


class HistoryLine(Shape):
    """One line: who by the part they play, what, when, and the reason where one was given."""

    id: int
    at: datetime
    kind: str
    text: str
    who: Part
    subject: dict[str, str]
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
            subject={"type": event.subject_type, "id": str(event.subject_id)},
            reason=line.reason,
        )


class HistoryPage(Shape):
    items: list[HistoryLine]
    next: str | None
