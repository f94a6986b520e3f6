"""Each part is looked at by itself, and what is wrong with it is one sentence that names the way out."""

import random
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from commands.parts import PARTS
from core import clock
from core.crypto.vault import Vault
from core.database.db import Address, Database, vault_of
from core.database.holding import Holder
from core.dials import Environment
from core.health import database_parts, looking
from core.health.looking import Found
from core.health.part import Looking, Named, Part, State
from core.settings import Settings
from scheduler import looking_over
from scheduler.jobs import JOBS
from scheduler.progress import GONE_AFTER, LATE_AFTER, Progress

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(env=Environment.DEVELOPMENT, data_dir=tmp_path)


def found(database: Database, settings: Settings, now: datetime | None = None) -> Found:
    return looking.look(database, settings, PARTS, now)


def said(database: Database, settings: Settings, name: str, now: datetime | None = None) -> tuple[State, str]:
    part = found(database, settings, now).of(name)
    assert part is not None, name
    return part.state, part.sentence


def as_owner(address: Address, statement: str) -> None:
    engine = create_engine(address.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def beat(database: Database, at: datetime, *jobs: str) -> None:
    progress = Progress()
    for job in jobs:
        progress.ended(job, at)
    with database.transaction() as session:
        progress.beat(session, at)


def test_all_is_well_with_a_worker_that_does_its_jobs(database: Database, settings: Settings) -> None:
    now = datetime.now(UTC)
    beat(database, now, *(job.name for job in JOBS))
    assert [part for part in found(database, settings, now).parts if part.state is not State.OK] == []
    assert found(database, settings, now).state is State.OK


def test_no_worker_is_said_at_once_and_is_down_later(database: Database, settings: Settings) -> None:
    assert said(database, settings, "worker")[0] is State.DOWN
    beat(database, NOW)
    assert said(database, settings, "worker", NOW + LATE_AFTER - timedelta(seconds=1)) == (State.OK, "")
    late = said(database, settings, "worker", NOW + LATE_AFTER)
    assert (late[0], "sign of life since 2026-11-29 12:00:00" in late[1]) == (State.DEGRADED, True)
    assert said(database, settings, "worker", NOW + GONE_AFTER)[0] is State.DOWN


def test_a_job_that_never_comes_to_its_end_is_named(database: Database, settings: Settings) -> None:
    """The worker beats on, and one job fails each time: what could be deleted stays."""
    with database.transaction() as session:
        session.execute(
            text("INSERT INTO rate_limit (key, tat) VALUES ('k', :at)"), {"at": NOW - timedelta(days=9)}
        )
    beat(database, NOW, *(job.name for job in JOBS if job.name != "purge"))
    state, sentence = said(database, settings, "jobs", NOW)
    assert (state, "to the end of purge" in sentence) == (State.DEGRADED, True)
    beat(database, NOW, "purge")
    assert said(database, settings, "jobs", NOW) == (State.OK, "")
    assert said(database, settings, "jobs", NOW + timedelta(minutes=1, seconds=59))[0] is State.OK


def test_a_schema_that_is_behind_or_ahead_is_named(
    address: Address, database: Database, settings: Settings
) -> None:
    as_owner(address, "UPDATE alembic_version SET version_num = '0003'")
    state, sentence = said(database, settings, "schema")
    assert state is State.DOWN
    assert f"at migration 0003, this Minka needs {database_parts.head()}" in sentence
    as_owner(address, "UPDATE alembic_version SET version_num = '9999'")
    state, sentence = said(database, settings, "schema")
    assert (state, "newer Minka" in sentence) == (State.DEGRADED, True)


def test_a_database_that_takes_no_writes_is_named(
    address: Address, database: Database, settings: Settings
) -> None:
    name = make_url(address.app_url).database
    as_owner(address, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    url = make_url(address.app_url).difference_update_query(["target_session_attrs"])
    reading = Database(
        url.render_as_string(hide_password=False), Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000
    )
    state, sentence = said(reading, settings, "write")
    reading.close()
    assert (state, "takes no writes" in sentence) == (State.DOWN, True)


@pytest.mark.parametrize("env", Environment)
def test_a_database_that_is_away_hides_what_is_in_it(settings: Settings, env: Environment) -> None:
    url = "postgresql+psycopg://minka_app:secret@127.0.0.1:1/minka"
    away = Database(url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=2000)
    all_of_it = found(away, settings.model_copy(update={"env": env}))
    away.close()
    assert [(part.name, part.state) for part in all_of_it.parts] == [
        ("database", State.DOWN),
        ("space", State.OK),
    ]
    assert "Nobody answers at the host and port in MINKA_DATABASE_URL" in all_of_it.parts[0].sentence
    assert "secret" not in all_of_it.parts[0].sentence


def test_a_clock_that_went_back_or_differs_from_the_databases_is_named(
    database: Database, settings: Settings
) -> None:
    now = datetime.now(UTC)
    assert said(database, settings, "clock", now) == (State.OK, "")
    state, sentence = said(database, settings, "clock", now + timedelta(hours=1))
    assert (state, "are 60 min apart" in sentence) == (State.DEGRADED, True)
    beat(database, now)
    state, sentence = said(database, settings, "clock", now - timedelta(minutes=10))
    assert (state, "went back by 10 min" in sentence) == (State.DEGRADED, True)


def test_a_look_at_a_time_that_was_moved_on_is_no_clock_that_went_back(
    database: Database, settings: Settings
) -> None:
    """In development people move the clock, by which the hourly look at all rows goes, and the machine's does not."""
    now = datetime.now(UTC)
    looking_over.run(database, now + timedelta(days=2), random.Random(1))
    assert said(database, settings, "clock", now) == (State.OK, "")


def test_a_transaction_that_stays_open_is_named(database: Database, settings: Settings) -> None:
    with database.session() as held:
        held.execute(text("SELECT 1 FROM need LIMIT 1"))
        state, sentence = said(database, settings, "transactions", datetime.now(UTC) + timedelta(minutes=6))
        held.rollback()
    assert (state, "End it" in sentence) == (State.DEGRADED, True)
    assert said(database, settings, "transactions", datetime.now(UTC) + timedelta(minutes=6))[0] is State.OK


def test_a_part_that_breaks_hides_no_other(database: Database, settings: Settings) -> None:
    def breaks(_: Looking) -> Part:
        raise KeyError("what somebody wrote")

    def fails(at: Looking) -> Part:
        at.session.execute(text("SELECT 1/0"))
        return Part.well("fails")

    def goes_on(_: Looking) -> Part:
        return Part.well("goes on")

    parts = (Named("breaks", breaks), Named("fails", fails), Named("goes on", goes_on))
    seen = looking.look(database, settings, parts, NOW)
    assert [(part.name, part.state) for part in seen.parts] == [
        ("database", State.OK),
        ("breaks", State.DEGRADED),
        ("fails", State.DOWN),
        ("goes on", State.OK),
    ]
    assert not [part for part in seen.parts if "somebody" in part.sentence]


def test_epochs_that_do_not_turn_are_said(address: Address, settings: Settings) -> None:
    opened = Database(address.app_url, vault_of(settings), pool_size=2, statement_timeout_ms=20_000)
    with closing(opened) as database:
        Holder(database, kind="test", read_clock=lambda _: clock.real_now()).join()
        _days_go_by(database, 8)
        assert said(database, settings, "epochs") == (State.OK, "")
        _days_go_by(database, 2)
        state, sentence = said(database, settings, "epochs")
        assert state is State.DEGRADED
        assert f"under epoch 1 since {clock.real_now():%Y-%m}" in sentence
        assert "keys new" in sentence
        database.vault.epochs.let_go(1)
        state, sentence = said(database, settings, "epochs")
        assert (state, "lacks 000001.epoch" in sentence) == (State.DOWN, True)


def _days_go_by(database: Database, days: int) -> None:
    with database.transaction() as session:
        clock.advance(session, timedelta(days=days))
