"""The stewards' log over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.notifications import Subject
from api.schemas.words import EventWord
from matching.words.vocabulary import Role
from services.oversight.log import Line
from texts.catalogue import say


class LogBy(Shape):
    """Who did it, and what they answer for now."""

    person_id: UUID | None
    display_name: str | None
    role: Role | None


class LogLine(Shape):
    """One act of somebody who answers for the community. Where the matter is not the reader's to know, `subject`,
    `need_id` and `reason` are null.
    """

    id: int = Field(json_schema_extra={"format": "int64"})
    at: datetime
    kind: EventWord
    text: str
    by: LogBy
    subject: Subject | None
    need_id: UUID | None
    reason: str | None

    @classmethod
    def shown(cls, line: Line, locale: str) -> Self:
        event = line.event
        return cls(
            id=event.id,
            at=event.at,
            kind=event.kind,
            text=say(f"event.{event.kind}", locale),
            by=LogBy(person_id=event.actor_id, display_name=line.display_name, role=line.role),
            subject=None if line.hidden else Subject(type=event.subject_type, id=event.subject_id),
            need_id=line.need_id,
            reason=line.reason,
        )


class LogPage(Shape):
    items: list[LogLine]
    next: str | None
