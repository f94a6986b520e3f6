"""People without the app over the wire, and what is said in their name."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Language, Line, Moment, Shape
from api.schemas.edits import Edit, unsaid
from api.schemas.people import Email, Phone
from api.schemas.tagged import Tagged
from api.schemas.words import OwnLinkPurpose
from core.models import Representation
from core.models.link import LinkPurpose
from core.models.person import ContactKind
from core.models.representation import ConsentHow, Covers
from core.models.values import Spoken
from services.representation.entries import Consent, PersonChanges, PersonDraft
from services.representation.standing import Represented


class SpokenIn(Given):
    """How and when somebody said what their representative passes on."""

    how: ConsentHow
    at: Moment

    def value(self) -> Spoken:
        return Spoken(self.how, self.at)


class ConsentIn(Given):
    """What somebody agreed to: how they said it, when, what it covers, until when."""

    how: ConsentHow
    at: Moment
    covers: list[Covers] = Field(default=list(Covers), min_length=1, max_length=3)
    until: Moment | None = None

    def value(self) -> Consent:
        return Consent(self.how, self.at, list(dict.fromkeys(self.covers)), self.until)


class PersonIn(Given):
    """Somebody without the app, as they told it."""

    phone: Phone | None = None
    email: Email | None = None
    display_name: Line
    languages: list[Language] = Field(default=[], max_length=10)
    time_zone: str | None = Field(None, max_length=64)
    is_adult: bool | None = None
    consent: ConsentIn
    share_own: list[ContactKind] = Field(
        default=[],
        max_length=2,
        description="Which of one's own proved addresses stand in for theirs, where a need has `contact_via`"
        " `representative`. None: for a coordinator the circle's.",
    )

    safe_to_write: bool = Field(
        True,
        description="False where somebody else may read what is sent to their phone or mailbox: nothing is sent there,"
        " and coordinators are told in their place. Else they are told once that they were written down, and by whom.",
    )

    call_request: UUID | None = Field(
        None,
        description="The call they had asked for, which the caller has claimed, and in which they told this (`how`"
        " `phone`): it ends with it.",
    )

    def value(self) -> PersonDraft:
        return PersonDraft(
            display_name=self.display_name,
            consent=self.consent.value(),
            languages=self.languages,
            time_zone=self.time_zone,
            is_adult=self.is_adult,
            email=self.email,
            phone=self.phone,
            share_own=list(dict.fromkeys(self.share_own)),
            safe_to_write=self.safe_to_write,
            call_request=self.call_request,
        )


class RepresentedEdit(Edit):
    """Changes of what was told of somebody without the app; what is not named stays."""

    display_name: Line | None = unsaid()
    languages: list[Language] = unsaid(max_length=10)
    is_adult: bool | None = unsaid()
    phone: Phone | None = unsaid()
    email: Email | None = unsaid()
    share_own: list[ContactKind] = unsaid(max_length=2)
    safe_to_write: bool = unsaid()

    def value(self) -> PersonChanges:
        return PersonChanges(**self.sent())


class ConsentOut(Shape):
    how: ConsentHow
    at: datetime | None
    covers: list[Covers]
    until: datetime | None

    @classmethod
    def shown(cls, consent: Representation) -> Self:
        covers = [Covers(part) for part in consent.covers]
        return cls(how=consent.how, at=consent.given_at, covers=covers, until=consent.until)


class RepresentedOut(Tagged):
    id: UUID
    display_name: str | None
    languages: list[str]
    is_adult: bool | None
    phone: str | None
    email: str | None
    share_own: list[ContactKind]
    safe_to_write: bool
    consent: ConsentOut

    @classmethod
    def shown(cls, found: Represented) -> Self:
        return cls(
            id=found.person.id,
            display_name=found.display_name,
            languages=found.person.languages,
            is_adult=found.person.is_adult,
            phone=found.contacts.get(ContactKind.PHONE),
            email=found.contacts.get(ContactKind.EMAIL),
            share_own=[ContactKind(kind) for kind in found.consent.shares],
            safe_to_write=found.consent.safe_to_write,
            consent=ConsentOut.shown(found.consent),
        )


class RepresentedList(Shape):
    items: list[RepresentedOut]


class TakeOverIn(Given):
    """`card`: for a printed card, good for a year; else a code for half an hour."""

    card: bool = False


class TakeOverOut(Shape):
    code: str
    expires_at: datetime


class LinkIn(Given):
    """Which link to send: `consent` asks who may speak for them, `take_over` lets them speak for themselves."""

    purpose: OwnLinkPurpose


class LinkSentOut(Shape):
    """Where the link goes; the link itself is shown to nobody but its reader."""

    purpose: LinkPurpose
    by: ContactKind
