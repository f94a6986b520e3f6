"""Signing in: challenges that wait for their code, and sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from core.ids import new_id
from core.models.columns import epoch_of, moment, word
from core.models.person import ContactKind


class SignInChallenge(SQLModel, table=True):
    """A sign-in under way. The code is derived from the id and the master key: it stands nowhere.

    `used_at`, `session_id`: when it signed somebody in, and which sign-in that was.
    """

    __tablename__ = "sign_in_challenge"
    id: UUID = Field(primary_key=True)
    kind: ContactKind = Field(sa_column=word(ContactKind))
    lookup: bytes = Field(index=True)
    sealed: bytes
    epoch: int | None = Field(default=None, sa_column=epoch_of("sealed"))
    locale: str
    created_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False, index=True))
    digits: int = 6
    tries: int = 0
    used: bool = False
    used_at: datetime | None = Field(default=None, sa_column=moment())
    session_id: UUID | None = Field(default=None, sa_column=Column(ForeignKey("auth_session.id")))


class SignInKind(StrEnum):
    """What holds a sign-in: an app by its tokens, or a browser by its cookie."""

    APP = "app"
    BROWSER = "browser"


class AuthSession(SQLModel, table=True):
    """One sign-in on one device. Its tokens carry the id and are signed; `generation` counts refreshes, `shown` is
    the newest one of which a token came back (`services.access.families`).

    `own_phone`: of a browser, whether whoever signed in said that this phone is theirs.
    `device_name`: what their app calls the device, sealed.
    `contact_id`: the address by which somebody signed in here; it is in use as long as this sign-in is.
    `proved_at`: when whoever is signed in here last showed who they are; `revealed_at`: when they last looked somebody
    up (`services.access.step_up`).
    """

    __tablename__ = "auth_session"
    __table_args__ = (Index("ix_auth_session_over", text("least(expires_at, ended_at)")),)
    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    contact_id: UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("contact_point.id", ondelete="SET NULL"), index=True)
    )
    device_name: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    kind: SignInKind = Field(default=SignInKind.APP, sa_column=word(SignInKind))
    own_phone: bool = True
    generation: int = 1
    shown: int = 0
    created_at: datetime = Field(sa_column=moment(nullable=False))
    refreshed_at: datetime = Field(sa_column=moment(nullable=False))
    expires_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    proved_at: datetime | None = Field(default=None, sa_column=moment())
    revealed_at: datetime | None = Field(default=None, sa_column=moment())
