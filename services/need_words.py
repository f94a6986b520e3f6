"""The words and places of a need: sealed under its author's key, opened for those who may read them."""

from sqlmodel import Session

from core.crypto import Cell
from core.keyring import keyring
from core.models import Need
from matching.values import Point

SEALED = ("title", "details", "private_note")


def seal(session: Session, need: Need, column: str, text: str | None) -> bytes | None:
    return keyring(session).seal(need.author_id, Cell("need", need.id, column), text)


def seal_place(session: Session, need: Need, column: str, point: Point | None) -> bytes | None:
    return seal(session, need, column, None if point is None else f"{point.lat!r},{point.lon!r}")


def opened(session: Session, need: Need, column: str) -> str | None:
    """The text of a sealed column; None where there is none, or its author was erased."""
    sealed: bytes | None = getattr(need, column)
    return keyring(session).open(need.author_id, Cell("need", need.id, column), sealed)


def opened_place(session: Session, need: Need, column: str = "place") -> Point | None:
    text = opened(session, need, column)
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))
