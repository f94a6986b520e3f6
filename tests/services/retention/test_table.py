"""The table of retention: nothing that can hold something of a person is left out, and every row says what is so."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ARRAY, JSON, BigInteger, Column, Enum, Float, LargeBinary, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from core.models.columns import Kept, Point
from scheduler.jobs import JOBS
from services.retention.table import TABLE

ROOT = Path(__file__).parents[3] / "tests"

OF_NOBODY = {
    "channel_rest": "a channel that rests",
    "channel_state": "whether a channel sends, and a hash of its settings",
    "clock_offset": "development's clock",
    "channels_quiet": "that nothing leaves until the operator says so",
    "destroyed_epoch": "a wrapping key that is gone, by a keyed hash",
    "event_history": "which server's events these are, since when",
    "serving_process": "a process, and which wrapping keys it holds, by keyed hashes",
    "wrapping_epoch": "a wrapping key, by a keyed hash",
    "heartbeat": "when a job last ran",
    "key_check": "a check of the master key",
    "pool": "a circle and a category",
    "region": "a region of rounds, and until when somebody works on it",
    "sms_month": "how many text messages a circle sent",
}
"""Tables in which nothing of a person stands."""

CODES = {
    "need": {
        "category": "what kind of help: a count stays",
    },
    "offer": {
        "categories": "what kinds of help: a count stays",
    },
    "match": {
        "end_code": "a code",
        "ended_by": "which side",
        "p_yes": "a number by which a circle's habit is known",
        "chance": "a number by which a circle's habit is known",
        "propensity": "a number by which a circle's habit is known",
        "helper_number": "a small stand-in for an id",
    },
    "match_report": {"hours": "a count stays"},
}
"""Columns that could hold something of a person, and hold a code or a count."""

HELD_BY = {
    "where_needs_are": "services/retention/test_emptying.py",
    "words_of_needs": "services/retention/test_emptying.py",
    "what_offers_say": "services/retention/test_emptying.py",
    "what_was_agreed": "services/retention/test_emptying.py",
    "reasons_and_notes": "services/retention/test_purging.py",
    "who_was_shown": "services/retention/test_purging.py",
    "where_help_could_come_from": "services/places/test_search.py",
    "what_was_said_of_a_case": "attacks/test_h12_evidence_stays.py",
    "that_something_was_reported": "services/retention/test_purging.py",
    "why_a_decision_was_wrong": "services/retention/test_purging.py",
    "account": "services/leaving/test_idle.py",
    "who_keeps_away": "attacks/test_h8_coming_back.py",
    "codes_to_sign_in": "services/retention/test_purging.py",
    "sign_ins": "services/retention/test_purging.py",
    "phones_that_ring": "services/retention/test_purging.py",
    "marks_of_former_addresses": "attacks/test_h8_coming_back.py",
    "answers_given": "services/retention/test_purging.py",
    "marks_of_networks": "services/retention/test_purging.py",
    "letters_to_strangers": "attacks/test_m10_letters_to_strangers.py",
    "who_speaks_for_whom": "services/retention/test_purging.py",
    "what_was_written_down_before_signing_in": "services/drafts/test_keeping.py",
    "inbox": "services/retention/test_purging.py",
    "messages_on_their_way": "services/retention/test_purging.py",
    "links_in_letters": "services/retention/test_purging.py",
    "calls_asked_for": "attacks/test_call_me.py",
    "copies_of_development": "services/retention/test_purging.py",
    "looks_at_contacts": "services/retention/test_purging.py",
    "a_queue_and_its_hands": "scheduler/test_jobs.py",
    "changes_that_waited": "services/retention/test_purging.py",
    "what_circles_and_organisations_say_of_themselves": "attacks/test_h10_false_community.py",
    "decisions": "journeys/test_appeals.py",
    "record": "attacks/test_events_name_no_risk.py",
}
"""By class: the tests that hold its time."""


def can_hold_something_of_a_person(column: Column[Any]) -> bool:
    """Words, bytes, places, and lists of any of them; neither words of the vocabulary nor ids."""
    kind = column.type
    if isinstance(kind, Enum):
        return False
    if isinstance(kind, ARRAY):
        return not isinstance(kind.item_type, Uuid)
    wide = isinstance(kind, BigInteger) and not column.name.endswith(("_id", "edition"))
    return wide or isinstance(kind, String | AutoString | LargeBinary | JSON | JSONB | Kept | Point | Float)


COLUMNS = sorted(
    (table.name, column.name)
    for table in SQLModel.metadata.tables.values()
    for column in table.columns
    if can_hold_something_of_a_person(column)
)


def _covered(table: str, column: str) -> bool:
    held = any(kept.covers(table, column) for kept in TABLE)
    return held or table in OF_NOBODY or column in CODES.get(table, {})


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_has_its_time_or_its_reason(table: str, column: str) -> None:
    assert _covered(table, column), f"{table}.{column}: how long is it kept, what for, and what ends it?"


def test_every_table_is_in_a_class_or_of_nobody() -> None:
    held = {table for kept in TABLE for table in kept.holds}
    assert set(SQLModel.metadata.tables) == held | set(OF_NOBODY)
    assert not held & set(OF_NOBODY)


def test_what_the_table_names_is_there() -> None:
    """No column of a class, no reason and no test is left over from what was renamed or taken away."""
    tables = SQLModel.metadata.tables
    for kept in TABLE:
        for table, columns in kept.holds.items():
            assert set(columns) <= {"*", *tables[table].columns.keys()}, kept.name
        assert {spent.table for spent in kept.spent} <= set(kept.holds), kept.name
    for table, reasons in CODES.items():
        for column in reasons:
            assert (table, column) in COLUMNS
            assert not any(kept.covers(table, column) for kept in TABLE), f"{table}.{column}"


def test_every_class_has_its_test() -> None:
    assert list(HELD_BY) == [kept.name for kept in TABLE]
    for file in HELD_BY.values():
        assert (ROOT / file).is_file(), file


def test_no_class_is_named_twice_nor_a_column_in_two() -> None:
    assert len({kept.name for kept in TABLE}) == len(TABLE)
    for table, column in COLUMNS:
        assert sum(kept.covers(table, column) for kept in TABLE) <= 1, f"{table}.{column}"


def test_what_ends_a_class_is_a_job_or_an_erasure() -> None:
    jobs = {job.name for job in JOBS}
    assert {kept.job for kept in TABLE} <= jobs | {"erasure"}
    for kept in TABLE:
        assert bool(kept.spent) <= (kept.job == "purge"), kept.name


def test_a_column_of_nobodys_thinking_is_seen() -> None:
    """A column that somebody adds and nobody gave its time to fails here."""
    planted = Column("whereabouts", String)
    assert can_hold_something_of_a_person(planted)
    assert not _covered("need", "whereabouts")
    assert not _covered("diary", "whereabouts")
