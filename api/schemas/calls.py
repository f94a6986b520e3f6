"""Calls that people ask a circle for, over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Language, Line, Shape
from api.schemas.needs_shown import EmergencyLine
from api.schemas.people import Phone
from api.schemas.words import CategorySlug, GivenCategory
from services.calls.answering import Opened
from services.calls.asking import Asked


class CallIn(Given):
    """Somebody asks to be called. Nothing else is needed, and nothing is sent to the number."""

    phone: Phone
    language: Language = Field(description="In which they would like to speak.")
    name: Line | None = Field(None, description="Whom to ask for.")
    urgent: bool = Field(False, description="The answer names whom to call where life is in danger.")
    about: GivenCategory | None = None


class CallAskedOut(Shape):
    """The circle's people call as soon as they can. The same whatever is known of the number."""

    emergency: list[EmergencyLine] = Field(description="Whom to call at once; empty where it is not urgent.")

    @classmethod
    def shown(cls, asked: Asked) -> Self:
        return cls(emergency=[EmergencyLine.shown(line) for line in asked.emergency])


class CallOut(Shape):
    """Whom to call, for whoever has taken it up; `until` then it is theirs alone to do."""

    id: UUID
    phone: str
    name: str | None
    language: str
    about: CategorySlug | None
    urgent: bool
    asked_at: datetime
    until: datetime

    @classmethod
    def shown(cls, call: Opened) -> Self:
        return cls(
            id=call.id,
            phone=call.phone,
            name=call.name,
            language=call.language,
            about=call.about,
            urgent=call.urgent,
            asked_at=call.asked_at,
            until=call.until,
        )
