"""The time of a match over the wire, and what one side wishes to change of it."""

from collections.abc import Sequence
from typing import Self

from api.schemas.base import Shape, WindowOut
from core.models import Match
from matching.words.values import Window
from matching.words.vocabulary import By
from services.consequences import match_times


def window_out(window: Window | None) -> WindowOut | None:
    return WindowOut(from_=window.start, to=window.end) if window else None


def windows_out(windows: Sequence[Window] | None) -> list[WindowOut] | None:
    return None if windows is None else [WindowOut(from_=w.start, to=w.end) for w in windows]


class WishedChange(Shape):
    """What one side wishes to change of what was agreed; it holds once the other side agrees."""

    by: By
    quantity: int | None
    window: WindowOut | None

    @classmethod
    def shown(cls, match: Match) -> Self | None:
        if match.change_by is None:
            return None
        window = window_out(match_times.wished(match))
        return cls(by=By(match.change_by), quantity=match.change_quantity, window=window)
