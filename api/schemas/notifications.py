"""Notifications and their settings over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from api.schemas.base import Given, Shape, refuse
from api.schemas.edits import Edit, unsaid
from api.schemas.people import LookOut
from api.schemas.words import NotificationKind, Thing
from core.models import Notification
from notifications.messages import spoken_for
from services.afterwards.access_log import Look


class Subject(Shape):
    """What something is about."""

    type: Thing
    id: UUID


class NotificationOut(Shape):
    id: UUID
    kind: NotificationKind
    title: str
    text: str
    link: str
    subject: Subject
    at: datetime
    read_at: datetime | None
    look: LookOut | None = None
    """Who looked at one's place and contact as one who answers for the community, as what, and what for."""

    @classmethod
    def shown(cls, row: Notification, locale: str, link: str, look: Look | None = None) -> Self:
        """`link`: the address of what it is about, as far as its reader can open it."""
        title, text = spoken_for.said(row, locale)
        found = cls(
            id=row.id,
            kind=row.kind,
            title=title,
            text=text,
            link=link,
            subject=Subject(type=row.subject_type, id=row.subject_id),
            at=row.at,
            read_at=row.read_at,
        )
        if look is not None:
            found.look = LookOut.shown(look)
        return found


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
    """Whether one hears of each kind; beside the kinds `email` (all letters), `digest` and `at_night`."""

    kinds: dict[str, bool]
    always: list[NotificationKind]


class NotificationSettingsEdit(Edit):
    """Kinds to hear of or not; those that are not named stay as they are."""

    kinds: dict[str, bool] = unsaid(max_length=60)
