"""Sealing in a real database: what is settled, once and in order; and what its owner bends is found."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlmodel import Session

from core.audit import sealing, verifying
from core.audit.chain import Wrong
from core.audit.verifying import Report
from core.crypto.vault import Vault
from core.database import embedded, migrate
from core.database.db import Address, Database
from core.dials import Environment
from core.health import database_parts, looking
from core.health.part import Part, State
from core.settings import Settings
from tests.support.databases import copied
from tests.support.record import NOW, as_owner, happened, happened_apart, seal_all, undone_as_owner
from tests.support.telling import scalar

NO_FILE = Path("/nowhere")


def report(database: Database) -> Report:
    """How the record stands, without a file of heads."""
    with database.transaction() as session:
        return verifying.verify(session, NO_FILE)


def fault(session: Session) -> Wrong | None:
    """What is wrong in the database itself."""
    found = verifying.verify(session, NO_FILE).fault
    assert found is not None
    return None if found.wrong is Wrong.HEADS else found.wrong


@pytest.fixture(scope="module")
def sealed_address(server: embedded.EmbeddedServer, template: str) -> Iterator[Address]:
    """A database with twenty sealed events and two that are not."""
    with copied(server, template) as address:
        database = Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=20_000)
        happened_apart(database, times=20)
        assert seal_all(database, at_most=8) == 20
        happened_apart(database, times=2, first=20)
        database.close()
        yield address


@pytest.fixture
def sealed_database(sealed_address: Address) -> Iterator[Database]:
    database = Database(sealed_address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=20_000)
    yield database
    database.close()


def test_what_is_sealed_and_what_is_not_yet_is_told(sealed_database: Database) -> None:
    found = report(sealed_database)
    assert (found.seals, found.sealed, found.tail, found.tail_since) == (3, 20, 2, NOW)
    assert found.fault is not None, "without the file nobody can tell whether the end was cut off"
    assert found.fault.wrong is Wrong.HEADS


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("UPDATE event SET at = at + interval '1 microsecond' WHERE id = 7", Wrong.EDITED),
        ("UPDATE event SET kind = 'need_removed' WHERE id = 7", Wrong.EDITED),
        ("UPDATE event SET actor_id = NULL WHERE id = 7", Wrong.EDITED),
        ("UPDATE event SET for_id = actor_id WHERE id = 7", Wrong.EDITED),
        ("""UPDATE event SET payload = '{"fields": ["title"]}' WHERE id = 7""", Wrong.EDITED),
        ("UPDATE event SET epoch = 2 WHERE id = 7", Wrong.EDITED),
        ("UPDATE event SET epoch = -1 WHERE id = 7", Wrong.EDITED),
        ("UPDATE event SET xid = 1 WHERE id = 7", Wrong.EDITED),
        ("DELETE FROM event WHERE id = 7", Wrong.MISSING),
        ("DELETE FROM event WHERE id >= 15", Wrong.TAIL_CUT),
        (
            "UPDATE event e SET epoch = o.epoch, xid = o.xid, at = o.at, kind = o.kind, actor_id = o.actor_id,"
            " subject_id = o.subject_id, need_id = o.need_id, payload = o.payload"
            " FROM event o WHERE e.id IN (4, 9) AND o.id IN (4, 9) AND o.id <> e.id",
            Wrong.SWAPPED,
        ),
        (
            "INSERT INTO event (xid, at, kind, subject_type, subject_id, payload)"
            " SELECT xid, at, kind, subject_type, subject_id, payload FROM event WHERE id = 7",
            Wrong.ADDED,
        ),
        (
            "INSERT INTO event (epoch, xid, at, kind, subject_type, subject_id, payload)"
            " SELECT -1, 5, at, kind, subject_type, subject_id, payload FROM event WHERE id = 7",
            Wrong.ADDED,
        ),
        ("DELETE FROM event_seal WHERE number = 2", Wrong.SEAL),
        ("UPDATE event_seal SET mac = 'x' WHERE number = 2", Wrong.SEAL),
        ("UPDATE event_seal SET mac = 'x'", Wrong.KEY),
        ("UPDATE event SET at = 'infinity' WHERE id = 7", Wrong.EDITED),
    ],
)
def test_what_the_owner_bends_is_found(
    sealed_address: Address, sealed_database: Database, statement: str, wrong: Wrong
) -> None:
    with undone_as_owner(sealed_address, sealed_database) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        assert fault(session) is None
        session.execute(text(statement))
        assert fault(session) is wrong


def test_a_chain_made_anew_without_the_key_is_found(sealed_address: Address) -> None:
    """Whoever owns the database rewrites an event, and all seals after it: they cannot write what proves them."""
    other = Database(sealed_address.app_url, Vault(bytes([1] * 32)), pool_size=1, statement_timeout_ms=20_000)
    ours = Database(sealed_address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    with undone_as_owner(sealed_address, other) as session:
        session.execute(text("UPDATE event SET kind = 'need_removed' WHERE id = 19"))
        session.execute(text("DELETE FROM event_seal WHERE number = 3"))
        assert sealing.seal(session, now=NOW) > 0
        session.info.update(ours.info)
        session.info.pop("keyring", None)
        assert fault(session) is Wrong.SEAL
    other.close()
    ours.close()


@pytest.mark.parametrize("statement", ["UPDATE event_seal SET number = 9", "DELETE FROM event_seal"])
def test_the_serving_role_can_only_add_seals(sealed_database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), sealed_database.transaction() as session:
        session.execute(text(statement))


def test_what_is_under_way_holds_up_what_came_after_it_and_is_not_left_out(database: Database) -> None:
    """An event of a smaller number that is committed later is sealed all the same, in its place."""
    with database.transaction() as slow:
        happened(slow, times=1)
        happened_apart(database, times=5, first=1)
        assert seal_all(database) == 0, "it might still come before them"
    assert seal_all(database) == 6
    assert report(database).tail == 0


def test_two_workers_at_once_seal_it_once(database: Database) -> None:
    happened_apart(database, times=3)
    with database.transaction() as first, database.transaction() as second:
        assert sealing.seal(first, now=NOW) == 3
        assert sealing.seal(second, now=NOW) == 0
    assert seal_all(database) == 0
    assert report(database).sealed == 3


def test_killed_in_the_middle_leaves_nothing_half_sealed(address: Address, database: Database) -> None:
    happened_apart(database, times=3)
    dying = Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    session = dying.session()
    assert sealing.seal(session, now=NOW) == 3
    process = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with as_owner(address) as owner:
        owner.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": process})
    with pytest.raises(DBAPIError):
        session.commit()
    session.close()
    dying.close()
    assert seal_all(database) == 3
    found = report(database)
    assert (found.seals, found.sealed, found.tail) == (1, 3, 0)


def test_sealing_that_is_late_is_told(database: Database) -> None:
    happened_apart(database, times=1)
    assert record_at(database, NOW + timedelta(minutes=4)).state is State.OK
    late = record_at(database, NOW + timedelta(minutes=6))
    assert (late.state, "not sealed since" in late.sentence) == (State.DEGRADED, True)
    seal_all(database)
    assert record_at(database, NOW + timedelta(days=1)).state is State.OK


def record_at(database: Database, now: datetime) -> Part:
    """The record as `/readyz` tells of it."""
    settings = Settings(env=Environment.DEVELOPMENT)
    found = looking.look(database, settings, database_parts.PARTS, now).of("record")
    assert found is not None
    return found


def test_a_dump_in_another_cluster_goes_on_in_the_next_epoch(address: Address, database: Database) -> None:
    """There transactions have smaller numbers: what is written then would stand before what was sealed."""
    happened_apart(database, times=4)
    with as_owner(address) as owner:
        owner.execute(text("UPDATE event SET xid = xid + 1000000000"))
    assert seal_all(database) == 0, "of transactions that this cluster has not had yet"
    migrate.upgrade(address)
    happened_apart(database, times=2, first=4)
    assert seal_all(database) == 6
    assert scalar(database, "SELECT string_agg(epoch::text, '' ORDER BY id) FROM event") == "111122"
    migrate.upgrade(address)
    happened_apart(database, times=1, first=6)
    assert scalar(database, "SELECT max(epoch) FROM event") == 2, "it is the same cluster as before"
