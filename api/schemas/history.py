"""A need's history over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.notifications import Subject
from api.schemas.words import EventWord, HistoryPart, HistorySide
from core.events import payload_of
from core.events.payloads import NeedFulfilled
from core.models import Event
from core.models.representation import ConsentHow
from services.needs import history as need_history
from texts.catalogue import say


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
            text=_text(event, locale),
            who=line.who,
            for_whom=line.for_whom,
            how=line.how,
            subject=Subject(type=event.subject_type, id=event.subject_id),
            reason=line.reason,
            decision_id=line.decision,
        )


def _text(event: Event, locale: str) -> str:
    """What happened, and of a need that was closed, on whose word and on how much."""
    match payload_of(event):
        case NeedFulfilled(helped_elsewhere=True):
            return say("event.need_fulfilled.elsewhere", locale)
        case NeedFulfilled(helped_elsewhere=False):
            return say("event.need_fulfilled.enough", locale)
        case NeedFulfilled(done=int(done), asked=int(asked)) if 0 < done < asked:
            return say("event.need_fulfilled.part", locale, done=done, asked=asked)
        case NeedFulfilled(done=0):
            return say("event.need_fulfilled.double", locale)
        case NeedFulfilled(done=int(), asked=None):
            return say("event.need_fulfilled.given", locale)
    return say(f"event.{event.kind}", locale)


class HistoryPage(Shape):
    items: list[HistoryLine]
    next: str | None
