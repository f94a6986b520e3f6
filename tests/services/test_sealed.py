"""Sealed columns: each cell is named in one place, and as it always was, or nothing sealed before would open."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session

from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from core.models import Person
from matching.words.values import Point
from matching.words.vocabulary import By
from services import sealed
from tests.support.rows import a_community, a_need, a_person, an_offer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID(int=7)
ROOT = Path(__file__).parents[2]
DOOR = Point(-4.061523, 39.678611)

CELLS = [
    (sealed.need_cell(ID, "title"), ("need", ID, "title")),
    (sealed.offer_place_cell(ID), ("offer", ID, "place")),
    (sealed.name_cell(ID), ("person", ID, "display_name")),
    (sealed.contact_cell(ID), ("contact_point", ID, "sealed")),
    (sealed.device_cell(ID), ("device", ID, "sealed")),
    (sealed.draft_cell(ID), ("draft", ID, "content")),
    (sealed.call_cell(ID), ("call_request", ID, "content")),
    (sealed.challenge_cell(ID), ("sign_in_challenge", ID, "sealed")),
    (sealed.evidence_cell(ID), ("evidence", ID, "sealed")),
    (sealed.message_cell(ID), ("message", ID, "sealed")),
    (sealed.report_cell(ID, By.HELPER, "thanks"), ("match_report", ID, "helper.thanks")),
]


@pytest.mark.parametrize(("cell", "named"), CELLS)
def test_a_cell_is_named_as_it_always_was(cell: Cell, named: tuple[str, UUID, str]) -> None:
    assert cell == Cell(*named)


def test_nobody_else_names_one() -> None:
    """Each is named here once; whoever else seals something says so in a room of their own (doors, core)."""
    naming = {
        str(path.relative_to(ROOT))
        for room in ("services", "notifications", "api")
        for path in (ROOT / room).rglob("*.py")
        if " Cell(" in path.read_text()
    }
    assert naming == {"services/sealed.py"}


def test_a_place_opens_to_the_last_digit(session: Session) -> None:
    community, author = a_community(session, NOW), a_person(session, NOW)
    need = a_need(session, community, author, NOW)
    need.place = sealed.seal_need_place(session, need, "place", DOOR)
    offer = an_offer(session, community, None, NOW)
    offer.place = sealed.seal_offer_place(session, offer, DOOR)
    assert sealed.opened_need_place(session, need) == sealed.opened_offer_place(session, offer) == DOOR
    assert sealed.opened_need_place(session, need, "to_place") is None


def test_a_name_opens_until_its_person_is_erased(session: Session) -> None:
    ana = session.get_one(Person, a_person(session, NOW))
    ana.display_name = sealed.seal_display_name(session, ana.id, "Ana")
    assert sealed.display_name(session, ana) == "Ana"
    keyring(session).destroy(ana.id)
    assert sealed.display_name(session, ana) is None
