"""Notifications and their settings over the wire."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, model_validator

from api.schemas.base import Given, Shape, refuse


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
