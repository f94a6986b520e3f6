"""Rate limits: exact, and one and the same for every process."""

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core import limits
from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.errors import TooMany
from core.limits import Limit
from tests.support.at_once import at_once

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMIT = Limit("test", burst=5, pace=timedelta(minutes=12))


def process(address: Address) -> Database:
    return Database(address.app_url, Vault(bytes(32)), pool_size=4, statement_timeout_ms=20_000)


@pytest.fixture
def two_databases(address: Address) -> Iterator[tuple[Database, Database]]:
    """Two processes' databases."""
    one, other = process(address), process(address)
    yield one, other
    one.close()
    other.close()


def take(database: Database, limit: Limit, key: bytes, now: datetime) -> None:
    """One call that is counted and does nothing."""
    with database.session() as session:
        limits.take(session, limit, key, now)


def let_in(database: Database, now: datetime, key: bytes = b"ana", limit: Limit = LIMIT) -> bool:
    with suppress(TooMany):
        take(database, limit, key, now)
        return True
    return False


def retry_after(database: Database, now: datetime) -> int:
    with pytest.raises(TooMany) as refused:
        take(database, LIMIT, b"ana", now)
    return int(refused.value.extra["retry_after"])


def test_a_burst_is_let_in_whichever_process_it_comes_to(two_databases: tuple[Database, Database]) -> None:
    assert [let_in(two_databases[n % 2], NOW) for n in range(7)] == [True] * 5 + [False] * 2
    assert let_in(two_databases[0], NOW, key=b"ben")
    assert let_in(two_databases[0], NOW, limit=Limit("another", burst=1, pace=timedelta(hours=1)))


def test_at_once_from_two_processes_no_more_than_the_burst_come_in(
    two_databases: tuple[Database, Database],
) -> None:
    assert sum(at_once([partial(let_in, two_databases[n % 2], NOW) for n in range(16)])) == LIMIT.burst


def test_retry_after_is_exact(two_databases: tuple[Database, Database]) -> None:
    for _ in range(LIMIT.burst):
        take(two_databases[0], LIMIT, b"ana", NOW)
    for waited in range(0, 720, 97):
        assert retry_after(two_databases[1], NOW + timedelta(seconds=waited)) == 720 - waited
    assert retry_after(two_databases[1], NOW + timedelta(seconds=718.5)) == 2
    assert retry_after(two_databases[1], NOW + timedelta(seconds=719.9)) == 1
    assert let_in(two_databases[1], NOW + timedelta(seconds=720))
    assert retry_after(two_databases[0], NOW + timedelta(seconds=720)) == 720


def test_a_refusal_costs_nothing(two_databases: tuple[Database, Database]) -> None:
    """Who keeps knocking is let in as soon as who waits."""
    for _ in range(LIMIT.burst):
        take(two_databases[0], LIMIT, b"ana", NOW)
    for second in range(1, 20):
        assert not let_in(two_databases[0], NOW + timedelta(seconds=second))
    assert let_in(two_databases[0], NOW + LIMIT.pace)


@given(gaps=st.lists(st.integers(0, 1500), min_size=1, max_size=25))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_stretch_of_time_lets_in_more_than_burst_and_pace(
    two_databases: tuple[Database, Database], gaps: list[int]
) -> None:
    """The promise of GCRA: in any stretch of length T at most burst + T / pace."""
    key = repr(gaps).encode()
    at, came = NOW, []
    for n, gap in enumerate(gaps):
        at += timedelta(seconds=gap)
        if let_in(two_databases[n % 2], at, key=key):
            came.append(at)
    for first in range(len(came)):
        for last in range(first, len(came)):
            assert last - first + 1 <= LIMIT.burst + (came[last] - came[first]) / LIMIT.pace


def test_what_becomes_of_the_call_takes_no_count_back(two_databases: tuple[Database, Database]) -> None:
    for _ in range(LIMIT.burst):
        with two_databases[0].session() as session:
            limits.take(session, LIMIT, b"ana", NOW)
            session.rollback()
    assert not let_in(two_databases[1], NOW)


def test_nobody_waits_for_a_count_until_an_action_ends(two_databases: tuple[Database, Database]) -> None:
    """The row is free again while the action that was counted goes on: else a network is one caller."""
    with two_databases[0].session() as acting:
        limits.take(acting, LIMIT, b"ana", NOW)
        acting.execute(text("SELECT 1"))
        with two_databases[1].session() as other:
            other.execute(text("SET lock_timeout = '100ms'"))
            limits.take(other, LIMIT, b"ana", NOW)


def test_a_count_takes_no_second_connection(address: Address) -> None:
    """Whoever holds the only one is counted all the same."""
    database = Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    with closing(database), database.session() as session:
        session.execute(text("SELECT 1"))
        limits.take(session, LIMIT, b"ana", NOW)
        session.execute(text("SELECT 1"))


def test_to_count_after_a_write_is_a_mistake(two_databases: tuple[Database, Database]) -> None:
    """It would end the action's transaction half-way."""
    with two_databases[0].session() as session:
        session.execute(text("INSERT INTO rate_limit VALUES ('else', now())"))
        with pytest.raises(RuntimeError, match="counted after"):
            limits.take(session, LIMIT, b"ana", NOW)
    assert let_in(two_databases[1], NOW)


def test_what_ends_with_a_count_is_taken_again(two_databases: tuple[Database, Database]) -> None:
    with two_databases[0].session() as session, two_databases[1].session() as other:

        def hold() -> None:
            session.execute(text("SELECT pg_advisory_xact_lock(4711)"))

        hold()
        limits.regaining(session, hold)
        limits.take(session, LIMIT, b"ana", NOW)
        assert not other.execute(text("SELECT pg_try_advisory_xact_lock(4711)")).scalar_one()


def test_what_is_left_and_when_all_of_it_is_there_again(two_databases: tuple[Database, Database]) -> None:
    with two_databases[0].session() as session:
        counts = [limits.arrive(session, LIMIT, b"ana", NOW) for _ in range(LIMIT.burst + 1)]
    assert [count.left for count in counts] == [4, 3, 2, 1, 0, 0]
    assert [count.full_in for count in counts] == [720 * n for n in (1, 2, 3, 4, 5, 5)]
    assert [count.retry_after for count in counts] == [None] * 5 + [720]


def test_several_at_once_count_as_several(two_databases: tuple[Database, Database]) -> None:
    with two_databases[0].session() as session:
        assert limits.arrive(session, LIMIT, b"ana", NOW, many=4).left == 1
        assert limits.arrive(session, LIMIT, b"ana", NOW, many=2).retry_after == 720
        assert limits.arrive(session, LIMIT, b"ana", NOW).left == 0


def test_load_tests_open_every_limit(address: Address) -> None:
    wide = Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000, limits=3)
    with closing(wide):
        assert [let_in(wide, NOW) for _ in range(3 * LIMIT.burst + 1)] == [True] * 3 * LIMIT.burst + [False]
        assert let_in(wide, NOW + LIMIT.pace / 3)


def test_a_clock_that_was_turned_back_locks_nobody_out(two_databases: tuple[Database, Database]) -> None:
    for _ in range(LIMIT.burst):
        assert let_in(two_databases[0], NOW)
    assert not let_in(two_databases[0], NOW - timedelta(minutes=1)), "clocks differ a little"
    assert let_in(two_databases[0], NOW - timedelta(days=60))


def test_what_begins_holds_until_its_end_for_every_process(two_databases: tuple[Database, Database]) -> None:
    with two_databases[0].transaction() as session:
        assert not limits.holds(session, "something", NOW)
        limits.begin(session, "something", NOW + LIMIT.pace)
        limits.begin(session, "something", NOW + LIMIT.pace / 2)
    with two_databases[1].transaction() as session:
        assert limits.holds(session, "something", NOW + LIMIT.pace * 0.9)
        assert not limits.holds(session, "something", NOW + LIMIT.pace)


def test_each_limit_there_is_holds_somewhere() -> None:
    """A limit that nobody takes is a promise nobody keeps."""
    root = Path(__file__).parents[2]
    doors = [
        path.read_text()
        for room in ("doors", "api", "services", "web")
        for path in (root / room).rglob("*.py")
    ]
    names = [name for name, value in vars(limits).items() if isinstance(value, Limit)]
    assert names
    assert [name for name in names if not any(f"limits.{name}" in source for source in doors)] == []
