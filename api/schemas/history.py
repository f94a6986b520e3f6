"""A need's history over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.notifications import Subject
from api.schemas.words import EventWord, HistoryPart, HistorySide
from core.models.representation import ConsentHow
from doors import happened
from services.needs import history as need_history


class HistoryLine(Shape):
    """One line: who by the part they play, what, when, and the reason where one was given. Where somebody spoke for
    another: for whom, and how that word was given.
    """

    id: int = Field(json_schema_extra={"format": "int64"})
    at: datetime
    kind: EventWord
    text: str
    who: HistoryPart
    for_whom: HistorySide | None = Field(description="In whose name a representative did it.")
    how: ConsentHow | None = Field(description="How they gave their word to the representative.")
    subject: Subject
    reason: str | None
    decision_id: UUID | None = Field(
        description="What was decided there about the caller: `GET /v1/decisions/{id}`."
    )

    @classmethod
    def shown(cls, line: need_history.HistoryLine, locale: str) -> Self:
        event = line.event
        return cls(
            id=event.id or 0,
            at=event.at,
            kind=event.kind,
            text=happened.sentence(event, locale),
            who=line.who,
            for_whom=line.for_whom,
            how=line.how,
            subject=Subject(type=event.subject_type, id=event.subject_id),
            reason=line.reason,
            decision_id=line.decision,
        )


class HistoryPage(Shape):
    items: list[HistoryLine]
    next: str | None
