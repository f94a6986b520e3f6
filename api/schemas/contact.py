"""What the two of a match share and write to one another, over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shape, SpotOut, Text
from api.schemas.words import ReaderWarning
from core import hints
from core.models import Message
from services.afterwards.contact import Contact
from texts.catalogue import say


class MatchPerson(Shape):
    """The other one of a confirmed match."""

    id: UUID
    display_name: str | None


class ContactViaOut(Shape):
    """Whoever speaks for the other side, whose phone and e-mail these are."""

    display_name: str | None
    of_circle: bool
    """They are those of the circle that this person coordinates, not their own."""


class ContactOut(Shape):
    person: MatchPerson
    email: str | None
    phone: str | None
    place: SpotOut | None
    address: str | None
    to: SpotOut | None
    private_note: str | None
    people: list[str]
    """Who comes of an organisation, by name, where it said so."""
    via: ContactViaOut | None
    """Set where `email` and `phone` are not the person's own, but of whoever speaks for them."""

    @classmethod
    def shown(cls, found: Contact) -> Self:
        return cls(
            person=MatchPerson(id=found.person_id, display_name=found.display_name),
            email=found.email,
            phone=found.phone,
            place=SpotOut.shown(found.place) if found.place else None,
            address=found.address,
            to=SpotOut.shown(found.to) if found.to else None,
            private_note=found.private_note,
            people=list(found.people),
            via=ContactViaOut(display_name=found.via.display_name, of_circle=found.via.of_circle)
            if found.via
            else None,
        )


class MessageOut(Shape):
    id: UUID
    mine: bool
    at: datetime
    text: str | None
    warnings: list[ReaderWarning] = Field(
        description="What the other's words hold that their reader should look at twice; nothing is kept back."
    )
    warning: str | None = Field(description="The same as a sentence to show beneath it.")

    @classmethod
    def shown(cls, row: Message, text: str | None, me: UUID, locale: str) -> Self:
        mine = row.author_id == me
        found = [] if mine else hints.to_readers([text])
        return cls(
            id=row.id,
            mine=mine,
            at=row.at,
            text=text,
            warnings=found,
            warning=" ".join(say(f"caution.{code}", locale) for code in found) or None,
        )


class MessagePage(Shape):
    items: list[MessageOut]
    next: str | None


class MessageIn(Given):
    text: Text
