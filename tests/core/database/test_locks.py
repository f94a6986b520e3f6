"""The one order of locks, also for what turns up between finding and locking."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core.database import locks
from core.database.db import Database
from core.database.locks import Touched
from core.errors import Unauthorized
from core.models import Person
from tests.support.rows import a_community, a_need, a_person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def is_held(database: Database, table: str, row: UUID) -> bool:
    """Whether somebody else holds this row."""
    with database.session() as session:
        query = text(
            f"SELECT count(*) FROM (SELECT FROM {table} WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED) x"
        )
        return int(session.execute(query, {"id": row}).scalar_one()) == 0


def two_needs_and_two_people(database: Database) -> tuple[list[UUID], list[UUID]]:
    """Two needs and two people, by ascending id."""
    with database.transaction() as session:
        community = a_community(session, NOW)
        people = sorted(a_person(session, NOW) for _ in range(2))
        return sorted(a_need(session, community, people[0], NOW).id for _ in range(2)), people


def test_a_need_that_turns_up_late_is_locked_in_its_place(database: Database) -> None:
    """A need that came about while the helper was being locked: the helper is let go, and all taken anew."""
    (early, late), (helper, _) = two_needs_and_two_people(database)
    held_when_found: list[tuple[bool, bool]] = []
    with database.session() as session:

        def find() -> Touched:
            held_when_found.append((is_held(database, "need", early), is_held(database, "person", helper)))
            needs = {early} if len(held_when_found) == 1 else {early, late}
            return Touched(frozenset(needs), frozenset([helper]))

        locks.take_all(session, find)
        assert held_when_found == [(False, False), (True, True), (True, True)]
        assert is_held(database, "need", late)
        session.rollback()
    assert not is_held(database, "need", early)


def test_what_was_locked_too_early_is_given_back_before_waiting(database: Database) -> None:
    """Nobody may hold a helper while waiting for a need: two who do wait for each other."""
    (_, late), (helper, other) = two_needs_and_two_people(database)
    with database.session() as session, session.begin():
        with session.begin_nested() as savepoint:
            locks.take(session, needs=[late], helpers=[helper])
            assert is_held(database, "person", helper)
            savepoint.rollback()
        assert not is_held(database, "person", helper)
        assert not is_held(database, "need", late)
        assert not is_held(database, "person", other)


def test_foreign_keys_of_others_do_not_wait_for_our_locks(database: Database) -> None:
    _, (person, _) = two_needs_and_two_people(database)
    with database.session() as holding, database.transaction() as session:
        locks.take(holding, helpers=[person])
        community = a_community(session, NOW)
        assert a_need(session, community, person, NOW).author_id == person
        holding.rollback()


def test_who_is_erased_begins_nothing_new(session: Session) -> None:
    person = a_person(session, NOW)
    assert locks.own_person(session, person).id == person
    session.get_one(Person, person).erased_at = NOW
    session.flush()
    with pytest.raises(Unauthorized):
        locks.own_person(session, person)
