"""A need's history over the wire."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.schemas.base import Shape
from services.needs import history as need_history
from texts.catalogue import say


class HistoryLine(Shape):
    """One line: who by the part they play, what, when, and the reason where one was given."""

    id: int
    at: datetime
    kind: str
    text: str
    who: Literal["author", "helper", "coordinator", "system"]
    subject: dict[str, str]
    reason: str | None


class HistoryPage(Shape):
    items: list[HistoryLine]
    next: str | None


def line_out(line: need_history.HistoryLine, locale: str) -> HistoryLine:
    event = line.event
    subject: dict[str, Any] = {"type": event.subject_type, "id": str(UUID(str(event.subject_id)))}
    return HistoryLine(
        id=event.id,
        at=event.at,
        kind=event.kind,
        text=say(f"event.{event.kind}", locale),
        who=line.who,
        subject=subject,
        reason=line.reason,
    )
