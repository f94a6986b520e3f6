"""Nothing that names a person is forgotten: each such column is in an export, or has its reason here."""

import pytest
from sqlmodel import SQLModel

from services.exporting.section import Section
from services.exporting.sections import SECTIONS

NOT_TAKEN_ALONG = {
    "alliance": "what a circle agreed with another; a steward acted for it",
    "call_request": "whoever asked for a call has no account; it names the coordinator who answered",
    "desk_act": "ten seconds in which an act may be taken back; the act is a line of what happened",
    "digest": "in which letter several messages left; they are in the export themselves",
    "former_self": "that two accounts are one person's, which binds and is shown to nobody",
    "helper_silence": "worked out from what happened; told when it is told",
    "household_mark": "a keyed hash of an address that is in the export itself",
    "idempotent_answer": "a copy of answers already given, for seven days",
    "invitation": "a word that lets others in, kept as a keyed hash; the line of what happened says it",
    "letter_to_stranger": "keyed hashes of others' addresses",
    "message_seen": "up to which message one has read",
    "name_mark": "keyed hashes of a name that is in the export itself",
    "organisation_invitation": "asked by another, and not answered; it stands on one's own page",
    "organisation_verification": "a steward's word for an organisation; the line of what happened says it",
    "pending_change": "a circle's change; the lines of what happened say what one did of it",
    "person_key": "the key itself, which opens nothing outside",
    "put_off": "a circle's queue; the line of what happened says it",
    "reaching": "calls by those who answer for a circle; they stand in the need's history",
    "recognition": "a steward's word for a circle; the line of what happened says it",
    "safety_case": "what others reported: who is accused never learns of whom it came",
    "evidence": "frozen for a case, under the case's key",
    "take_over": "a word for a card, kept as a keyed hash",
    "taken_up": "a circle's queue; the line of what happened says it",
}


def _names_a_person(table: str) -> bool:
    columns = SQLModel.metadata.tables[table].columns
    keys = any(key.column.table.name == "person" for column in columns for key in column.foreign_keys)
    return keys or any(name in columns for name in ("person_id", "author_id", "by_id", "actor_id", "for_id"))


TABLES = sorted(filter(_names_a_person, SQLModel.metadata.tables))
TAKEN = {str(section.table.__tablename__) for section in SECTIONS}


@pytest.mark.parametrize("table", TABLES)
def test_what_names_a_person_is_taken_along_or_has_its_reason(table: str) -> None:
    assert table in TAKEN or NOT_TAKEN_ALONG.get(table), f"{table} names people"


def test_no_reason_is_left_over() -> None:
    assert set(NOT_TAKEN_ALONG) - (set(TABLES) - TAKEN) == set()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_hands_out_no_secret_and_nobody_else(section: Section) -> None:
    """No keyed hash, no sealed bytes, and of other people not even the id."""
    columns = section.table.__table__.columns  # type: ignore[attr-defined]
    for name in section.columns:
        assert columns[name].type.__class__.__name__ != "LargeBinary", name
        others = [key for key in columns[name].foreign_keys if key.column.table.name == "person"]
        assert not others, f"{section.name}.{name} names somebody"
