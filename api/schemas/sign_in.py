"""Sign-in over the wire."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from api.schemas import people
from api.schemas.base import Given, Language, Line, Shape, refuse
from api.schemas.people import Person
from api.schemas.words import CodeChannel
from core.models import AuthSession
from core.models.person import ContactKind
from doors import codes
from services.people.profile import Profile
from services.people.sign_in import SignedIn


class CodeWanted(Given):
    """Where to send a one-time code: an e-mail address, or for `sms` a phone number with + and the country's code; also
    as it is dialled at home, where that country is known.
    """

    channel: CodeChannel = "email"
    address: str = Field(max_length=254, examples=["ana@example.org"])
    locale: Language = "en"

    @property
    def kind(self) -> ContactKind:
        return ContactKind.PHONE if self.channel == "sms" else ContactKind.EMAIL

    @field_validator("address")
    @classmethod
    def _an_address(cls, text: str, info: ValidationInfo) -> str:
        return text if info.data.get("channel") == "sms" else people.email_address(text)


class ChallengeOut(Shape):
    challenge: UUID
    expires_in: int
    resend_after: int


def _digits(code: object) -> object:
    return codes.as_sent(code) if isinstance(code, str) else code


Code = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=codes.FORM)]
"""A code that was sent: six digits, or eight; taken as it is pasted."""


class CodeShown(Given):
    """The code that was sent; or the word on a card, which stands alone."""

    challenge: UUID | None = None
    code: Code | None = Field(
        None,
        description="Six digits; eight on days on which many wrong ones were shown. Taken as it is pasted.",
    )
    card: str | None = Field(None, min_length=8, max_length=40)
    device_name: Line = "app"

    @model_validator(mode="after")
    def _one_way(self) -> "CodeShown":
        by_code = self.challenge is not None and self.code is not None
        if by_code == (self.card is not None) or (self.challenge is None) != (self.code is None):
            raise refuse("missing")
        return self


class AddressShown(Given):
    """The code that went to an address of one's own, and the challenge it was asked for with."""

    challenge: UUID
    code: Code


class FirebaseToken(Given):
    id_token: str = Field(min_length=20, max_length=8192)
    device_name: Line = "app"


class ProofShown(Given):
    """That it is still oneself, shown one way: a code and its challenge, a Firebase ID token of a sign-in just made
    there, or a card.
    """

    challenge: UUID | None = None
    code: Code | None = None
    id_token: str | None = Field(None, min_length=20, max_length=8192)
    card: str | None = Field(None, min_length=8, max_length=40)

    @model_validator(mode="after")
    def _one_way(self) -> "ProofShown":
        ways = (self.challenge is not None, self.id_token is not None, self.card is not None)
        if sum(ways) != 1 or (self.challenge is None) != (self.code is None):
            raise refuse("missing")
        return self


class ProofOut(Shape):
    """Until when the sign-in is stepped up."""

    until: datetime


class RefreshIn(Given):
    refresh_token: str = Field(max_length=100)


class SessionOut(Shape):
    access_token: str
    refresh_token: str
    expires_in: int
    person: Person

    @classmethod
    def shown(cls, signed_in: SignedIn, profile: Profile) -> Self:
        return cls(
            access_token=signed_in.access_token,
            refresh_token=signed_in.refresh_token,
            expires_in=signed_in.expires_in,
            person=Person.shown(profile),
        )


class SignIn(Shape):
    id: UUID
    device_name: str
    created_at: datetime
    refreshed_at: datetime
    current: bool

    @classmethod
    def shown(cls, row: AuthSession, device_name: str, *, current: bool) -> Self:
        return cls(
            id=row.id,
            device_name=device_name,
            created_at=row.created_at,
            refreshed_at=row.refreshed_at,
            current=current,
        )


class SignIns(Shape):
    items: list[SignIn]
