"""Links into a chat over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.words import ShareLinkMove
from services.needs.shares import Share


class ShareLinkOut(Shape):
    """A need's link and what to paste with it. `opened` and `answers` count what became of it so far."""

    id: UUID
    url: str = Field(examples=["https://minka.example.org/l/Jx0mK8wXq2vT5yRz1aBc3d"])
    text: str = Field(description="Plain text in the need's language, the link at its end.")
    expires_at: datetime
    opened: int
    answers: int
    allowed: list[ShareLinkMove]

    @classmethod
    def shown(cls, share: Share, url: str, text: str) -> Self:
        return cls(
            id=share.id,
            url=url,
            text=text,
            expires_at=share.expires_at,
            opened=share.opened,
            answers=share.answers,
            allowed=["take_back"],
        )


class ShareLinkList(Shape):
    items: list[ShareLinkOut] = Field(description="Those that open the need's page now: one at most.")
