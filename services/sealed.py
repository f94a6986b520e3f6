"""The sealed columns: where each is (its cell), and what is in those of needs, offers and people.

What is sealed under somebody's key is opened only for those who may read it; a cell that somebody moved or copied does
not open (`core.crypto.vault`).
"""

from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from core.models import Need, Offer, Person
from matching.words.values import Point
from matching.words.vocabulary import By

NEED_COLUMNS = ("title", "details", "private_note", "address")


def need_cell(need_id: UUID, column: str) -> Cell:
    return Cell("need", need_id, column)


def offer_place_cell(offer_id: UUID) -> Cell:
    return Cell("offer", offer_id, "place")


def name_cell(person_id: UUID) -> Cell:
    return Cell("person", person_id, "display_name")


def contact_cell(contact_id: UUID) -> Cell:
    return Cell("contact_point", contact_id, "sealed")


def device_cell(device_id: UUID) -> Cell:
    return Cell("device", device_id, "sealed")


def sign_in_cell(session_id: UUID) -> Cell:
    """What somebody's app calls the device that is signed in."""
    return Cell("auth_session", session_id, "device_name")


def challenge_cell(challenge_id: UUID) -> Cell:
    """The address that a sign-in code goes to."""
    return Cell("sign_in_challenge", challenge_id, "sealed")


def call_cell(call_id: UUID) -> Cell:
    """Whom to call, and what they said, who asked a circle for it."""
    return Cell("call_request", call_id, "content")


def draft_cell(draft_id: UUID) -> Cell:
    """What somebody without an account has written down so far."""
    return Cell("draft", draft_id, "content")


def message_cell(message_id: UUID) -> Cell:
    return Cell("message", message_id, "sealed")


def report_cell(match_id: UUID, side: By, column: str) -> Cell:
    """What one side of a match wrote in its report: `thanks` or `note`."""
    return Cell("match_report", match_id, f"{side}.{column}")


def evidence_cell(evidence_id: UUID) -> Cell:
    """What was frozen when something was reported, under the key of its case."""
    return Cell("evidence", evidence_id, "sealed")


def appeal_cell(appeal_id: UUID) -> Cell:
    """Why somebody says that a decision was wrong."""
    return Cell("appeal", appeal_id, "sealed")


def seal_in_need(session: Session, need: Need, column: str, text: str | None) -> bytes | None:
    return keyring(session).seal(need.author_id, need_cell(need.id, column), text)


def seal_need_place(session: Session, need: Need, column: str, point: Point | None) -> bytes | None:
    return seal_in_need(session, need, column, None if point is None else _place_written(point))


class _SealedByItsAuthor(Protocol):
    """A need's row, or what a list reads of one."""

    id: UUID
    author_id: UUID


def opened_in_need(session: Session, need: _SealedByItsAuthor, column: str) -> str | None:
    """The text of a sealed column; None where there is none, or its author was erased."""
    return keyring(session).open(need.author_id, need_cell(need.id, column), getattr(need, column))


def opened_need_place(session: Session, need: Need, column: str = "place") -> Point | None:
    return _place_read(opened_in_need(session, need, column))


def seal_offer_place(session: Session, offer: Offer, place: Point) -> bytes | None:
    """The exact place, under its author's key."""
    return keyring(session).seal(offer.author_id, offer_place_cell(offer.id), _place_written(place))


def opened_offer_place(session: Session, offer: Offer) -> Point | None:
    """The exact place; None where there is none, or its author was erased."""
    return _place_read(keyring(session).open(offer.author_id, offer_place_cell(offer.id), offer.place))


def seal_display_name(session: Session, person_id: UUID, name: str | None) -> bytes | None:
    return keyring(session).seal(person_id, name_cell(person_id), name)


def opened_display_name(session: Session, person_id: UUID, name: bytes | None) -> str | None:
    """A name that a query brought along; None where there is none, or its person was erased."""
    return keyring(session).open(person_id, name_cell(person_id), name)


def display_name(session: Session, person: Person) -> str | None:
    return opened_display_name(session, person.id, person.display_name)


def _place_written(point: Point) -> str:
    return f"{point.lat!r},{point.lon!r}"


def _place_read(text: str | None) -> Point | None:
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))
