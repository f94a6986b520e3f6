"""Little data: no column, and no field of what an event carries, asks for what nobody needs to know to help."""

from dataclasses import fields

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlmodel import SQLModel

from core.events.carried import PAYLOADS

NEVER = {
    "nationality": {"nationality", "citizenship", "citizen", "nation"},
    "origin": {"ethnicity", "ethnic", "race", "caste", "tribe", "origin", "birthplace"},
    "belief": {"religion", "religious", "faith", "belief", "party", "political", "union"},
    "legal status": {"legal", "immigration", "visa", "asylum", "refugee", "residence", "permit"},
    "documents": {
        "passport",
        "document",
        "documents",
        "licence",
        "license",
        "ssn",
        "taxpayer",
        "tax",
        "iban",
    },
    "health": {"diagnosis", "disease", "illness", "disability", "medical", "health", "pregnant", "hiv"},
    "the body": {"gender", "sex", "sexuality", "orientation", "biometric", "fingerprints", "photo", "face"},
    "age": {"birthday", "birth", "birthdate", "age", "dob"},
    "money one has": {"income", "salary", "debt", "account"},
    "where one is": {"ip", "ips", "gps", "track", "location", "geolocation", "useragent"},
}
"""By what it would tell: words of names that no column may have. Networks are limited by keyed hashes, for a day
(`rate_limit`); whether somebody is an adult is yes or no, and no birthday.
"""
_BY_WORD = {word: why for why, words in NEVER.items() for word in words}


def told_by(name: str) -> set[str]:
    """What a column of this name would tell."""
    return {_BY_WORD[word] for word in name.lower().split("_") if word in _BY_WORD}


def unwanted(metadata: MetaData) -> dict[str, set[str]]:
    """Columns that would tell what nobody needs to know."""
    columns = (column for table in metadata.tables.values() for column in table.columns)
    return {str(column): why for column in columns if (why := told_by(column.name))}


def test_no_column_asks_for_what_helping_does_not_need() -> None:
    assert unwanted(SQLModel.metadata) == {}


def test_no_event_carries_it() -> None:
    carried = {field.name for payload in PAYLOADS.values() for field in fields(payload)}
    assert {name: told_by(name) for name in carried if told_by(name)} == {}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nationality", "nationality"),
        ("legal_status", "legal status"),
        ("passport_number", "documents"),
        ("religion", "belief"),
        ("main_diagnosis", "health"),
        ("last_ip", "where one is"),
        ("birth_date", "age"),
    ],
)
def test_a_planted_column_is_seen(name: str, why: str) -> None:
    planted = MetaData()
    Table("person", planted, Column("id", Integer, primary_key=True), Column(name, String))
    assert unwanted(planted) == {f"person.{name}": {why}}
