"""The exact place of an offer: sealed under its author's key, opened for those who may read it."""

from sqlmodel import Session

from core.crypto import Cell
from core.keyring import keyring
from core.models import Offer
from matching.values import Point


def seal(session: Session, offer: Offer, place: Point) -> bytes | None:
    """The exact place, under its author's key."""
    return keyring(session).seal(offer.author_id, _cell(offer), f"{place.lat!r},{place.lon!r}")


def opened(session: Session, offer: Offer) -> Point | None:
    """The exact place; None where there is none, or its author was erased."""
    text = keyring(session).open(offer.author_id, _cell(offer), offer.place)
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))


def _cell(offer: Offer) -> Cell:
    return Cell("offer", offer.id, "place")
