"""Links into a chat over the wire."""

from datetime import datetime
from typing import Self

from pydantic import Field

from api.schemas.base import Shape
from services.needs.shares import Share


class ShareLinkOut(Shape):
    """A need's link and what to paste with it. `opened` and `answers` count what became of it so far."""

    url: str = Field(examples=["https://minka.example.org/l/Jx0mK8wXq2vT5yRz1aBc3d"])
    text: str = Field(description="Plain text in the need's language, the link at its end.")
    expires_at: datetime
    opened: int
    answers: int

    @classmethod
    def shown(cls, share: Share, url: str, text: str) -> Self:
        return cls(
            url=url, text=text, expires_at=share.expires_at, opened=share.opened, answers=share.answers
        )
