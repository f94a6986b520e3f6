"""People, sign-in and devices over the wire."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import Field, ValidationInfo, field_validator, model_validator

from api.schemas.base import Given, Language, Line, LocalTime, Moment, Shape, refuse
from core.models.device import AddressKind, Transport
from core.models.person import ContactKind


def email_address(text: str) -> str:
    """An address as we look it up: normalised, lower case."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise refuse("not_an_address") from error


def phone_number(text: str) -> str:
    """A number in E.164."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise refuse("not_a_phone_number") from error
    if not phonenumbers.is_possible_number(number):
        raise refuse("not_a_phone_number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class CodeWanted(Given):
    """Where to send a one-time code: an e-mail address, or a phone number in international form for `sms`."""

    channel: Literal["email", "sms"] = "email"
    address: str = Field(max_length=254, examples=["ana@example.org"])
    locale: Language = "en"

    @property
    def kind(self) -> ContactKind:
        return ContactKind.PHONE if self.channel == "sms" else ContactKind.EMAIL

    @field_validator("address")
    @classmethod
    def _an_address(cls, text: str, info: ValidationInfo) -> str:
        return phone_number(text) if info.data.get("channel") == "sms" else email_address(text)


class ChallengeOut(Shape):
    challenge: UUID
    expires_in: int
    resend_after: int


class CodeShown(Given):
    """The code that was sent; or the word on a card, which stands alone."""

    challenge: UUID | None = None
    code: str | None = Field(None, pattern=r"^[0-9]{6}$")
    card: str | None = Field(None, min_length=8, max_length=40)
    device_name: Line = "app"

    @model_validator(mode="after")
    def _one_way(self) -> "CodeShown":
        by_code = self.challenge is not None and self.code is not None
        if by_code == (self.card is not None) or (self.challenge is None) != (self.code is None):
            raise refuse("missing")
        return self


class FirebaseToken(Given):
    id_token: str = Field(min_length=20, max_length=8192)
    device_name: Line = "app"


class RefreshIn(Given):
    refresh_token: str = Field(max_length=100)


class PersonOut(Shape):
    id: UUID
    display_name: str | None
    languages: list[str]
    locale: str
    time_zone: str
    is_adult: bool | None
    email: str | None = None
    phone: str | None = None
    quiet_from: LocalTime | None
    quiet_to: LocalTime | None
    asks_a_day: int | None
    asks_a_week: int | None
    urgent_welcome: bool
    paused: bool
    paused_until: datetime | None
    hidden: bool


class SessionOut(Shape):
    access_token: str
    refresh_token: str
    expires_in: int
    person: PersonOut


class SignIn(Shape):
    id: UUID
    device_name: str
    created_at: datetime
    refreshed_at: datetime
    current: bool


class SignIns(Shape):
    items: list[SignIn]


class PersonEdit(Given):
    """What somebody says of themselves. Nothing here is required, and there is no birthday.

    Quiet hours and limits that are null are as each community has them (`GET /v1/communities/{id}/policy`).
    """

    display_name: Line | None = None
    languages: list[Language] = Field(default=["en"], min_length=1, max_length=20)
    locale: Language = "en"
    time_zone: str = Field("UTC", max_length=64)
    is_adult: bool | None = None
    phone: str | None = Field(None, max_length=32)
    quiet_from: LocalTime | None = None
    quiet_to: LocalTime | None = None
    asks_a_day: int | None = Field(None, ge=0, le=5)
    asks_a_week: int | None = Field(None, ge=0, le=10)
    urgent_welcome: bool = False

    @field_validator("phone")
    @classmethod
    def _a_number(cls, text: str | None) -> str | None:
        return phone_number(text) if text is not None else None


class PauseIn(Given):
    until: Moment | None = None


class AccessLine(Shape):
    at: datetime
    match_id: UUID
    need_id: UUID | None
    by: Literal["helper", "beneficiary", "coordinator"]


class AccessLog(Shape):
    items: list[AccessLine]
    next: str | None


class DeviceIn(Given):
    """Where pushes go: an FCM address."""

    transport: Literal[Transport.FCM] = Transport.FCM
    address_kind: Literal[AddressKind.FID, AddressKind.TOKEN] = AddressKind.TOKEN
    address: str = Field(min_length=1, max_length=512, pattern=r"^[\x21-\x7e]+$")
    locale: Language = "en"


class DeviceOut(Shape):
    installation_id: UUID
    transport: Transport
    address_kind: AddressKind
    locale: str
    seen_at: datetime


class DeviceList(Shape):
    items: list[DeviceOut]


class NotificationOut(Shape):
    id: UUID
    kind: str
    title: str
    text: str
    link: str
    subject: dict[str, str]
    at: datetime
    read_at: datetime | None


class NotificationPage(Shape):
    items: list[NotificationOut]
    unread: int
    next: str | None


class ReadUpTo(Given):
    """Marks these as read, or all with `all`."""

    ids: list[UUID] = Field(default=[], max_length=100)
    all: bool = False

    @model_validator(mode="after")
    def _something(self) -> "ReadUpTo":
        if not self.ids and not self.all:
            raise refuse("missing")
        return self


class NotificationSettings(Shape):
    kinds: dict[str, bool]
    always: list[str]


class NotificationSettingsEdit(Given):
    kinds: dict[str, bool] = Field(max_length=60)
