"""The sealed columns of needs, offers and people: sealed under their person's key, opened for those who may read."""

from uuid import UUID

from sqlmodel import Session

from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from core.models import Need, Offer, Person
from matching.words.values import Point

NEED_COLUMNS = ("title", "details", "private_note")


def seal_in_need(session: Session, need: Need, column: str, text: str | None) -> bytes | None:
    return keyring(session).seal(need.author_id, Cell("need", need.id, column), text)


def seal_need_place(session: Session, need: Need, column: str, point: Point | None) -> bytes | None:
    return seal_in_need(session, need, column, None if point is None else f"{point.lat!r},{point.lon!r}")


def opened_in_need(session: Session, need: Need, column: str) -> str | None:
    """The text of a sealed column; None where there is none, or its author was erased."""
    sealed: bytes | None = getattr(need, column)
    return keyring(session).open(need.author_id, Cell("need", need.id, column), sealed)


def opened_need_place(session: Session, need: Need, column: str = "place") -> Point | None:
    text = opened_in_need(session, need, column)
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))


def seal_offer_place(session: Session, offer: Offer, place: Point) -> bytes | None:
    """The exact place, under its author's key."""
    return keyring(session).seal(offer.author_id, _offer_cell(offer), f"{place.lat!r},{place.lon!r}")


def opened_offer_place(session: Session, offer: Offer) -> Point | None:
    """The exact place; None where there is none, or its author was erased."""
    text = keyring(session).open(offer.author_id, _offer_cell(offer), offer.place)
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))


def _offer_cell(offer: Offer) -> Cell:
    return Cell("offer", offer.id, "place")


def contact_cell(contact_id: UUID) -> Cell:
    return Cell("contact_point", contact_id, "sealed")


def display_name(session: Session, person: Person) -> str | None:
    return keyring(session).open(person.id, name_cell(person.id), person.display_name)


def name_cell(person_id: UUID) -> Cell:
    return Cell("person", person_id, "display_name")
