"""People over the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from api.schemas.base import Given, Language, Line, LocalTime, Moment, Shape, refuse
from api.schemas.edits import Edit, unsaid
from api.schemas.words import Reader
from core import mail_addresses, phone_numbers
from core.models.person import ContactKind
from matching.words.vocabulary import By, Role
from services.afterwards.access_log import Look, Reading
from services.people.profile import Profile, ProfileChanges


def email_address(text: str) -> str:
    """An address as we look it up: normalised, lower case."""
    try:
        return mail_addresses.read(text)
    except ValueError as error:
        raise refuse("not_an_address") from error


Phone = Annotated[
    str,
    StringConstraints(max_length=phone_numbers.LONGEST),
    WithJsonSchema(
        {
            "type": "string",
            "maxLength": phone_numbers.LONGEST,
            "examples": ["+254 722 000101", "0722 000 101"],
            "description": "As people write it: with + and the country's code, or as it is dialled where they are. "
            "Answers have it as +254722000101.",
        }
    ),
]
"""A telephone number as it was written; the services know in which country (`services.people.countries`)."""
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(email_address)]
"""A mail address; kept normalised."""


class Person(Shape):
    """Somebody as they see themselves. `proved`: which of their addresses they have shown a code of.

    `erasure_from`: from when on asking once more erases them; until then `POST /v1/me/keep` calls it off.
    """

    id: UUID
    display_name: str | None
    languages: list[str]
    locale: str
    time_zone: str
    is_adult: bool | None
    email: str | None = None
    phone: str | None = None
    proved: list[ContactKind]
    quiet_from: LocalTime | None
    quiet_to: LocalTime | None
    asks_a_day: int | None
    asks_a_week: int | None
    urgent_welcome: bool
    paused: bool
    paused_until: datetime | None
    hidden: bool
    erasure_from: datetime | None

    @classmethod
    def shown(cls, profile: Profile) -> Self:
        person = profile.person
        return cls(
            id=person.id,
            display_name=profile.display_name,
            languages=person.languages,
            locale=person.locale,
            time_zone=person.time_zone,
            is_adult=person.is_adult,
            email=profile.contacts.get(ContactKind.EMAIL),
            phone=profile.contacts.get(ContactKind.PHONE),
            proved=list(profile.proved),
            quiet_from=person.quiet_from,
            quiet_to=person.quiet_to,
            asks_a_day=person.asks_a_day,
            asks_a_week=person.asks_a_week,
            urgent_welcome=person.urgent_welcome,
            paused=person.paused,
            paused_until=person.paused_until,
            hidden=person.hidden,
            erasure_from=person.erasure_from,
        )


class PersonEdit(Edit):
    """What somebody says of themselves. There is no birthday.

    Quiet hours and limits that are null are as each community has them (`GET /v1/communities/{id}/policy`).
    """

    display_name: Line | None = unsaid()
    languages: list[Language] = unsaid(min_length=1, max_length=20)
    locale: Language = unsaid()
    time_zone: str = unsaid(max_length=64)
    is_adult: bool | None = unsaid()
    phone: Phone | None = unsaid()
    quiet_from: LocalTime | None = unsaid()
    quiet_to: LocalTime | None = unsaid()
    asks_a_day: int | None = unsaid(ge=0, le=5)
    asks_a_week: int | None = unsaid(ge=0, le=10)
    urgent_welcome: bool = unsaid()

    def value(self) -> ProfileChanges:
        return ProfileChanges(**self.sent())


class PauseIn(Given):
    until: Moment | None = None


_SIDES: dict[By, Literal["helper", "beneficiary", "coordinator"]] = {
    By.HELPER: "helper",
    By.BENEFICIARY: "beneficiary",
    By.COORDINATOR: "coordinator",
}


class LookOut(Shape):
    """Who looked as one who answers for the community, as what, and what for."""

    display_name: str | None
    role: Role
    purpose: str | None

    @classmethod
    def shown(cls, look: Look) -> Self:
        return cls(display_name=look.display_name, role=look.role, purpose=look.purpose)


class AccessLine(Shape):
    """One reading of one's contact: by the other side of a match, or a coordinator's look at a need (`look`)."""

    at: datetime
    match_id: UUID | None
    need_id: UUID | None
    by: Reader
    look: LookOut | None = None

    @classmethod
    def shown(cls, reading: Reading) -> Self:
        found = cls(at=reading.at, match_id=reading.match_id, need_id=reading.need_id, by=_SIDES[reading.by])
        if reading.look is not None:
            found.look = LookOut.shown(reading.look)
        return found


class AccessLog(Shape):
    items: list[AccessLine]
    next: str | None
