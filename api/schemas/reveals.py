"""Looks at people's places and contacts over the wire, second words for them, and emergencies."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Moment, Shape, SpotOut, Text
from api.schemas.contact import ContactViaOut
from api.schemas.words import LookAnswer, LookState
from core.models import Community
from matching.words.vocabulary import Role
from services.reveals import views as look_views
from services.reveals.opening import Revealed
from services.reveals.views import LookView

Purpose = Annotated[Text, StringConstraints(min_length=3, max_length=200)]


class RevealIn(Given):
    """What somebody's place and contact are looked up for: they read it."""

    purpose: Purpose = Field(description="In your own words; the person reads it.")


class RevealedContact(Shape):
    """What was opened. Place, door and second place are there where whoever helps would see them too."""

    display_name: str | None
    email: str | None
    phone: str | None
    place: SpotOut | None
    address: str | None
    to: SpotOut | None
    private_note: str | None
    via: ContactViaOut | None
    """Set where `email` and `phone` are not the person's own, but of whoever speaks for them."""


class RevealOut(Shape):
    """A look at what a need's author keeps to themself: opened, or waiting for a second person's word."""

    id: UUID
    need_id: UUID
    state: LookState
    until: datetime
    """Until when it may be read again for the same purpose; of one that waits, until when it waits."""
    contact: RevealedContact | None
    """null while it waits for a second word."""

    @classmethod
    def shown(cls, found: Revealed) -> Self:
        return cls(
            id=found.row.id,
            need_id=found.row.need_id,
            state=look_views.state(found.row),
            until=found.until,
            contact=_contact(found),
        )


def _contact(found: Revealed) -> RevealedContact | None:
    opened = found.contact
    if opened is None:
        return None
    return RevealedContact(
        display_name=opened.display_name,
        email=opened.email,
        phone=opened.phone,
        place=SpotOut.shown(opened.place) if opened.place else None,
        address=opened.address,
        to=SpotOut.shown(opened.to) if opened.to else None,
        private_note=opened.private_note,
        via=ContactViaOut(display_name=opened.via.display_name, of_circle=opened.via.of_circle)
        if opened.via
        else None,
    )


class LookBy(Shape):
    """Who looked, and what they answer for."""

    person_id: UUID
    display_name: str | None
    role: Role


class WaitingLook(Shape):
    """A look that waits for a second word (`waits`), or that owes one (`unseen`, until `due_at`)."""

    id: UUID
    by: LookBy
    state: LookState
    asked_at: datetime
    opened_at: datetime | None
    due_at: datetime | None
    need_id: UUID | None
    """null, as `purpose`, to a steward of a neighbour: they ask whoever looked."""
    purpose: str | None
    allowed: list[LookAnswer]

    @classmethod
    def shown(cls, view: LookView) -> Self:
        row = view.row
        return cls(
            id=row.id,
            by=LookBy(person_id=row.by_id, display_name=view.display_name, role=view.role),
            state=view.state,
            asked_at=row.asked_at,
            opened_at=row.opened_at,
            due_at=row.due_at,
            need_id=view.need_id,
            purpose=view.purpose,
            allowed=["agree"] if view.may_agree else [],
        )


class WaitingLooks(Shape):
    items: list[WaitingLook]
    next: str | None


class SeenIn(Given):
    """One word on all that somebody looked up in an emergency; with `up_to` on what was opened until then."""

    by: UUID
    up_to: Moment | None = None


class SeenOut(Shape):
    seen: int


class EmergencyDeclaration(Given):
    """That there is an emergency, for 72 hours at most, and why."""

    until: Moment
    reason: Text


class DeclaredEmergency(Shape):
    until: datetime | None

    @classmethod
    def shown(cls, community: Community) -> Self:
        return cls(until=community.emergency_until)
