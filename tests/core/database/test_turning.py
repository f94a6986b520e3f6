"""Epochs turn each week, lose nothing, and are destroyed when nothing and no backup needs them any more."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.crypto import rewrapping, standing
from core.crypto.epochs import DoesNotOpen, NotHeld
from core.crypto.keyring import keyring
from core.database import due, holding, turning
from core.database.db import Address, Database
from core.ids import new_id
from core.models import CaseKey, Draft, PersonKey
from scheduler.jobs import turn_epochs
from services import sealed
from tests.support.at_once import at_once
from tests.support.epochs import NOW, joined, name_of, process, somebody, standing_on

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
KEPT_DAYS = 30
KEEP = timedelta(days=KEPT_DAYS)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def turned_folder(tmp_path: Path) -> Path:
    return tmp_path / "epochs"


@pytest.fixture
def turned(address: Address, turned_folder: Path) -> Iterator[Database]:
    """A process that turns epochs, on its first one."""
    with joined(address, turned_folder) as database:
        yield database


def turn(database: Database, now: datetime) -> int:
    """What the worker's job does, until there is nothing to do."""
    done = 0
    while some := turn_epochs(KEPT_DAYS).run(database, now, random.Random(1)):
        done += some
    return done


def after_a_week(database: Database, slow: Database) -> None:
    """All is wrapped anew; the slow one has the new epoch, and has not heard that it was adopted."""
    turning.make(database, NOW + WEEK)
    holding.look(slow)
    turn(database, NOW + WEEK)
    assert (database.vault.epochs.current.number, slow.vault.epochs.current.number) == (2, 1)


def since(database: Database) -> datetime | None:
    with database.transaction() as session:
        return due.since(session, [turning.since(KEPT_DAYS)])[0]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_week_later_all_is_wrapped_anew_under_the_next(turned: Database, turned_folder: Path) -> None:
    people = [somebody(turned, f"Ana {number}") for number in range(5)]
    assert turn(turned, NOW + WEEK - DAY) == 0
    assert standing_on(turned) == {1: 5}
    assert since(turned) == NOW + WEEK
    turn(turned, NOW + WEEK)
    assert standing_on(turned) == {2: 5}
    assert [name_of(turned, ana) for ana in people] == [f"Ana {number}" for number in range(5)]
    assert files_in(turned_folder) == ["000001.epoch", "000002.epoch"]
    assert since(turned) == NOW + 2 * WEEK
    assert turn(turned, NOW + WEEK) == 0, "a second time there is nothing to do"


def test_an_old_one_goes_with_the_last_backup_that_needs_it_and_no_sooner(
    turned: Database, turned_folder: Path, tmp_path: Path, address: Address
) -> None:
    ana = somebody(turned, "Ana")
    with turned.transaction() as session:
        before = session.get_one(PersonKey, ana).wrapped
    shutil.copytree(turned_folder, tmp_path / "old copy")
    turn(turned, NOW + WEEK)
    turn(turned, NOW + WEEK + KEEP - DAY)
    assert "000001.epoch" in files_in(turned_folder)
    turn(turned, NOW + WEEK + KEEP)
    assert "000001.epoch" not in files_in(turned_folder)
    with pytest.raises(NotHeld):
        turned.vault.unwrap(before, ana, 1)
    assert name_of(turned, ana) == "Ana"
    with closing(process(address, tmp_path / "old copy")) as theirs, pytest.raises(DoesNotOpen):
        name_of(theirs, ana)


def test_what_was_erased_is_noise_after_37_days_with_every_key_that_is_still_held(
    turned: Database, turned_folder: Path
) -> None:
    """An old log or dump still has the wrapped key, the row its ciphertext; whoever holds all keys opens neither."""
    ana = somebody(turned, "Ana, Rua das Flores 7")
    with turned.transaction() as session:
        in_the_log = session.get_one(PersonKey, ana).wrapped
        keyring(session).destroy(ana)
    assert name_of(turned, ana) is None, "at once through the application"
    assert turned.vault.unwrap(in_the_log, ana, 1), "not yet with every key and the log"
    for days in (7, 14, 21, 28, 35, 37):
        turn(turned, NOW + days * DAY)
    with pytest.raises(NotHeld):
        turned.vault.unwrap(in_the_log, ana, 1)
    assert "000001.epoch" not in files_in(turned_folder)
    with closing(process(Address(turned.url, ""), turned_folder)) as anew, pytest.raises(NotHeld):
        anew.vault.unwrap(in_the_log, ana, 1)


def test_while_a_row_stands_on_an_epoch_it_stays_and_under_a_destroyed_one_none_is_written(
    turned: Database, address: Address, turned_folder: Path
) -> None:
    id = new_id()
    cell = sealed.draft_cell(id)
    written = turned.vault.seal_for_system(cell, "{}")
    with joined(address, turned_folder) as slow:
        with turned.transaction() as session:
            session.add(
                Draft(id=id, lookup=b"1", content=written, created_at=NOW, expires_at=NOW + DAY),
            )
        after_a_week(turned, slow)
        turn(turned, NOW + WEEK + KEEP)
        assert "000001.epoch" in files_in(turned_folder), "a draft stands on it"
        assert turned.vault.open_for_system(cell, written) == "{}"
        with turned.transaction() as session:
            session.delete(session.get_one(Draft, id))
        turn(turned, NOW + WEEK + KEEP)
        assert "000001.epoch" not in files_in(turned_folder)
        with pytest.raises(IntegrityError, match="epoch"):
            somebody(slow)


def test_keys_of_cases_turn_too(turned: Database) -> None:
    assert set(standing.KEYS) == {PersonKey.__tablename__, CaseKey.__tablename__}
    columns = text("SELECT table_name FROM information_schema.columns WHERE column_name = 'wrapped'")
    with turned.transaction() as session:
        assert set(session.execute(columns).scalars()) == set(standing.KEYS), (
            "no other table has wrapped keys"
        )


def test_two_workers_at_once_wrap_each_key_once_and_none_is_lost(
    turned: Database, address: Address, turned_folder: Path
) -> None:
    people = [somebody(turned, f"{number}") for number in range(60)]
    with joined(address, turned_folder) as other:
        turning.make(turned, NOW + WEEK)
        holding.look(other)
        assert turning.adopt(turned, NOW + WEEK) == 2
        assert turning.adopt(other, NOW + WEEK) is None

        def work(database: Database) -> int:
            done = 0
            while True:
                with database.transaction() as session:
                    some = rewrapping.batch(session, NOW + WEEK, at_a_time=3)
                done += some
                if not some:
                    return done

        done = at_once([lambda: work(turned), lambda: work(other)])
        assert sum(done) == 60
        assert standing_on(turned) == {2: 60}
        assert [name_of(other, ana) for ana in people] == [f"{number}" for number in range(60)]


def test_an_erasure_in_the_middle_of_a_batch_is_not_undone(
    turned: Database, address: Address, turned_folder: Path
) -> None:
    ana, ben = somebody(turned, "Ana"), somebody(turned, "Ben")
    turning.make(turned, NOW + WEEK)
    turning.adopt(turned, NOW + WEEK)
    with joined(address, turned_folder) as other:
        with other.transaction() as erasing:
            keyring(erasing).destroy(ana)
            assert turning.rewrap(turned, NOW + WEEK) == 1, "it waits for nobody, and takes what is free"
        assert turning.rewrap(turned, NOW + WEEK) == 0
        assert standing_on(turned) == {2: 1}
        assert (name_of(turned, ana), name_of(turned, ben)) == (None, "Ben")


def test_a_key_that_came_late_under_the_old_one_is_taken_along(
    turned: Database, address: Address, turned_folder: Path
) -> None:
    with joined(address, turned_folder) as slow:
        somebody(turned)
        after_a_week(turned, slow)
        ben = somebody(slow, "Ben")
        assert standing_on(turned) == {1: 1, 2: 1}
        moment = since(turned)
        assert moment is not None
        assert moment < NOW
        turn(turned, NOW + WEEK + 2 * DAY)
        assert standing_on(turned) == {2: 2}
        assert name_of(turned, ben) == "Ben"
        turn(turned, NOW + WEEK + KEEP)
        assert "000001.epoch" in files_in(turned_folder), "it was left two days later"
        turn(turned, NOW + WEEK + 2 * DAY + KEEP)
        assert "000001.epoch" not in files_in(turned_folder)


def test_a_key_that_does_not_open_is_left_and_keeps_its_epoch(turned: Database, turned_folder: Path) -> None:
    ana, ben = somebody(turned, "Ana"), somebody(turned, "Ben")
    with turned.transaction() as session:
        session.execute(
            text("UPDATE person_key SET wrapped = wrapped || '!' WHERE person_id = :id"), {"id": ana}
        )
    turn(turned, NOW + WEEK)
    assert standing_on(turned) == {1: 1, 2: 1}
    assert name_of(turned, ben) == "Ben"
    turn(turned, NOW + 10 * WEEK)
    assert "000001.epoch" in files_in(turned_folder)


def test_where_the_folder_cannot_be_written_the_worker_adopts_what_is_shown_to_it(
    turned: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = turned.vault.epochs.files
    assert files is not None
    somebody(turned)
    with monkeypatch.context() as patch:
        patch.setattr(type(files), "writable", property(lambda _: False))
        turn(turned, NOW + WEEK)
        assert standing_on(turned) == {1: 1}
        files.make(2, NOW + WEEK)
        turn(turned, NOW + WEEK)
        assert standing_on(turned) == {2: 1}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=1, max_value=20), min_size=1, max_size=8))
def test_in_whatever_steps_time_goes_everybody_reads_on(
    turned: Database, turned_folder: Path, steps: list[int]
) -> None:
    with turned.transaction() as session:
        newest = standing.adopted(session)[-1]
    ana, now = somebody(turned, "Ana"), newest.adopted_at
    for days in steps:
        now += days * DAY
        turn(turned, now)
        assert name_of(turned, ana) == "Ana"
        with turned.transaction() as session:
            in_use = {row.number for row in standing.adopted(session) if row.number}
        assert in_use == set(turned.vault.epochs.held) - {0} == set(turned.vault.epochs.files.numbers())  # type: ignore[union-attr]
        assert len(in_use) <= 7, "those of 37 days, and the newest"


REWRAP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.crypto import rewrapping
from core.database.db import Address
from tests.support.epochs import joined

with joined(Address(sys.argv[1], ""), Path(sys.argv[2]), kind="minka worker") as database:
    while True:
        with database.transaction() as session:
            done = rewrapping.batch(session, datetime(2026, 3, 8, 12, tzinfo=UTC), at_a_time=20)
            print(done, flush=True)
            sys.stdin.readline()
"""


def test_a_worker_that_is_killed_in_the_middle_of_a_batch_loses_nothing_and_the_next_goes_on(
    turned: Database, address: Address, turned_folder: Path
) -> None:
    people = [somebody(turned, f"{number}") for number in range(90)]
    turning.make(turned, NOW + WEEK)
    assert turning.adopt(turned, NOW + WEEK) == 2
    for whole in (1, 2):
        process = subprocess.Popen(
            [sys.executable, "-c", REWRAP, address.app_url, str(turned_folder)],
            cwd=ROOT,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "20\n"
        process.stdin.write("\n")  # the first batch is committed, the second is under way
        process.stdin.flush()
        assert process.stdout.readline() == "20\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdin.close()
        process.stdout.close()
        assert standing_on(turned) == {1: 90 - 20 * whole, 2: 20 * whole}
        assert {name_of(turned, ana) for ana in people} == {f"{number}" for number in range(90)}
    turn(turned, NOW + WEEK)
    assert standing_on(turned) == {2: 90}
    assert {name_of(turned, ana) for ana in people} == {f"{number}" for number in range(90)}
