"""Behind a pooler that lends connections by transaction all holds as it does on the server itself."""

import os
import queue
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import InternalError, OperationalError

from core.crypto.vault import Vault
from core.database import due, embedded, fitting, migrate, pooling, troubles
from core.database.db import Address, Database
from core.database.due import Since
from core.database.wakeups import wake
from scheduler.waker import Waker
from services.exporting.whole import ONE_SNAPSHOT
from tests.servers.pgbouncer import PROGRAM, Pooler, pgbouncer
from tests.support.databases import FAST, address_of, quick_folder
from tests.support.world import World

GENEROUS_S = 30

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed (make test-pooled does)")


@pytest.fixture(scope="module")
def pooler(server: embedded.EmbeddedServer) -> Iterator[Pooler]:
    with pgbouncer(server) as started:
        yield started


@pytest.fixture
def pooled_address(address: Address, pooler: Pooler) -> Address:
    return pooler.before(address)


def _database(address: Address, timeout_ms: int = 20_000) -> Database:
    return Database(
        address.app_url,
        Vault(bytes(32)),
        pool_size=4,
        statement_timeout_ms=timeout_ms,
        direct_url=address.direct_url,
    )


def test_a_pooler_is_found_by_asking_who_answers(address: Address, pooler: Pooler) -> None:
    assert pooling.leads_through_a_pooler(pooler.before(address).app_url)
    assert not pooling.leads_through_a_pooler(address.direct_url)


def test_every_transaction_has_its_time_out_whoever_had_the_connection_before(
    pooled_address: Address,
) -> None:
    """Two processes with different time-outs share the pooler's connections."""
    with (
        closing(_database(pooled_address, 2_000)) as api,
        closing(_database(pooled_address, 30_000)) as worker,
    ):
        for _ in range(30):
            assert (_shown(api), _shown(worker)) == (("2s", "UTC"), ("30s", "UTC"))


@pytest.mark.parametrize("through", ["the pooler", "no pooler"])
def test_what_only_reads_writes_nothing(pooled_address: Address, through: str) -> None:
    url = pooled_address.app_url if through == "the pooler" else pooled_address.direct_url
    engine = create_engine(url)
    pooling.settle(engine, 20_000, lambda _: nullcontext(), only_reads=True)
    with engine.connect() as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(text("INSERT INTO heartbeat (job, at) VALUES ('x', now())"))
    engine.dispose()


def test_a_statement_that_takes_too_long_is_ended(pooled_address: Address) -> None:
    with (
        closing(_database(pooled_address, 100)) as hasty,
        hasty.session() as session,
        pytest.raises(OperationalError) as refused,
    ):
        session.execute(text("SELECT pg_sleep(20)"))
    assert getattr(refused.value.orig, "sqlstate", None) == "57014"


def test_nothing_is_prepared_on_connections_that_others_are_lent(pooled_address: Address) -> None:
    """More often than the driver asks before it prepares, on connections that change each time."""
    with closing(_database(pooled_address)) as database:
        for number in range(40):
            with database.transaction() as session:
                query = text("SELECT CAST(:number AS integer)")
                assert session.execute(query, {"number": number}).scalar_one() == number
                assert due.since(session, [Since("SELECT min(at) FROM event_todo")]) == [None]
                assert session.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one() == 0


def test_a_transaction_may_begin_with_one_snapshot_for_all_of_it(pooled_address: Address) -> None:
    with closing(_database(pooled_address)) as database, database.transaction() as session:
        session.execute(ONE_SNAPSHOT)
        assert session.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"


def test_who_listens_past_the_pooler_hears_of_what_was_written_through_it(pooled_address: Address) -> None:
    heard: queue.Queue[str] = queue.Queue()
    with closing(_database(pooled_address)) as database:
        waker = Waker(database.direct_url, heard.put)
        waker.start()
        try:
            assert heard.get(timeout=GENEROUS_S) == ""  # it listens
            with database.transaction() as session:
                wake(session, "through")
                session.execute(text("SELECT 1"))
            assert heard.get(timeout=GENEROUS_S) == "through"
        finally:
            waker.stop()


def test_a_need_is_posted_asked_for_and_answered_through_the_pooler(
    pooled_address: Address, tmp_path: Path
) -> None:
    with World(pooled_address, tmp_path) as world:
        ana, ben = world.person("ana"), world.person("ben")
        world.community(ana, ben)
        ben.offer()
        ana.need()
        world.tick()
        [match] = ben.get("/v1/matches")["items"]
        assert (match["need"]["category"], match["status"]) == ("groceries", "proposed")
        assert ben.post(f"/v1/matches/{match['id']}/accept")["status"] == "accepted"


def _shown(database: Database) -> tuple[str, str]:
    with database.transaction() as session:
        row = session.execute(
            text("SELECT current_setting('statement_timeout'), current_setting('timezone')")
        )
        return tuple(row.one())


def test_a_direct_address_that_leads_through_a_pooler_is_refused(address: Address, pooler: Pooler) -> None:
    fitting.ensure_direct(address.direct_url)
    with pytest.raises(fitting.DoesNotFit, match="MINKA_DIRECT_DATABASE_URL"):
        fitting.ensure_direct(pooler.before(address).app_url)


def test_a_time_out_that_does_not_hold_is_refused(pooled_address: Address) -> None:
    with closing(_database(pooled_address, 2_000)) as database, database.transaction() as session:
        fitting.ensure_bounded(session, 2_000)
        session.execute(text("SET LOCAL statement_timeout = 0"))  # as who drops it would leave it
        with pytest.raises(fitting.DoesNotFit, match="pool_mode = transaction"):
            fitting.ensure_bounded(session, 2_000)


def test_what_a_pooler_says_of_a_server_that_is_gone_is_a_sentence() -> None:
    with server_of_its_own() as (server, pooled):
        assert _refusal(pooled) is None
        os.kill(int((server.data_dir / "cluster" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        refused = _refusal(pooled)
        while refused is None:
            refused = _refusal(pooled)
        assert troubles.is_known(refused)
        assert "behind it does not" in troubles.sentence(refused)
        assert "has been failing" not in troubles.sentence(refused)


@contextmanager
def server_of_its_own() -> Iterator[tuple[embedded.EmbeddedServer, str]]:
    """A server that may be killed, and an address through a pooler before it."""
    with quick_folder() as folder, embedded.start(folder / "pg", settings=FAST) as server:
        migrate.upgrade(address_of(server, "minka"))
        with pgbouncer(server, waits_s=2) as made:
            yield server, made.before(address_of(server, "minka")).app_url


def _refusal(url: str) -> psycopg.Error | None:
    try:
        with psycopg.connect(pooling.plain(url), autocommit=True, connect_timeout=5) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return error
    return None
