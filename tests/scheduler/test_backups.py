"""What the worker does for backups: the list of erasures seconds behind, and a backup a day without being held up."""

import logging
import random
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core import clock
from core.backups import age, erasures
from core.database.due import since
from core.dials import Environment
from core.health.part import Looking, Part, State
from core.settings import Settings
from scheduler.backups import DailyBackup, keep_erasures
from tests.support.world import World

RNG = random.Random(1)


def test_an_erasure_is_written_down_beside_the_epochs(world: World) -> None:
    ana, _ = world.person("Ana"), world.person("Ben")
    job = keep_erasures(world.settings.keys_dir, 30)
    assert job.run(world.database, world.now(), RNG) == 0
    ana.delete("/v1/me")
    assert job.run(world.database, world.now(), RNG) == 1
    assert job.run(world.database, world.now(), RNG) == 0
    assert [str(id_) for id_ in erasures.read(world.settings.keys_dir / "erased")] == [ana.id]


def test_a_folder_that_is_not_writable_is_told_once(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.person("Ana").delete("/v1/me")
    (tmp_path / "a file").touch()
    job = keep_erasures(tmp_path / "a file", 30)
    for _ in range(3):
        assert job.run(world.database, world.now(), RNG) == 0
    assert [line.levelname for line in caplog.records if "manage.py erasures" in line.getMessage()] == [
        "ERROR"
    ]


def made_at(world: World, ago: timedelta) -> None:
    with world.database.transaction() as session:
        session.execute(
            text("INSERT INTO heartbeat VALUES ('backup', :at) ON CONFLICT (job) DO UPDATE SET at = :at"),
            {"at": clock.real_now() - ago},
        )


def script(tmp_path: Path, does: str) -> list[str]:
    """A command that leaves a line for each time that it was started."""
    (tmp_path / "command.py").write_text(
        f"import pathlib\nwith open({str(tmp_path / 'started')!r}, 'a') as file: file.write('x')\n{does}\n"
    )
    return [sys.executable, str(tmp_path / "command.py")]


def wait_for(backup: DailyBackup) -> None:
    assert backup._child is not None
    backup._child.wait(timeout=30)


def test_one_is_made_a_day_and_waited_for_by_nobody(world: World, tmp_path: Path) -> None:
    backup = DailyBackup(script(tmp_path, "print('there it is'); import time; time.sleep(0.5)"), {})
    run = backup.job.run
    made_at(world, timedelta(hours=23))
    assert run(world.database, world.now(), RNG) == 0
    assert not backup.job.under_way()
    made_at(world, timedelta(hours=25))
    for _ in range(3):
        assert run(world.database, world.now(), RNG) == 0
        assert backup.job.under_way()
    wait_for(backup)
    made_at(world, timedelta())
    run(world.database, world.now(), RNG)
    run(world.database, world.now(), RNG)
    assert not backup.job.under_way()
    assert (tmp_path / "started").read_text() == "x"


def test_one_that_fails_is_told_and_tried_again(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backup = DailyBackup(script(tmp_path, "print('the disk is full'); raise SystemExit(1)"), {})
    for _ in range(2):
        backup.job.run(world.database, world.now(), RNG)
        wait_for(backup)
        backup.job.run(world.database, world.now(), RNG)
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == [
        "no backup was made: the disk is full"
    ] * 2
    assert (tmp_path / "started").read_text() == "xx"


def test_the_one_under_way_ends_with_the_worker(world: World, tmp_path: Path) -> None:
    backup = DailyBackup(script(tmp_path, "import time; time.sleep(600)"), {})
    backup.job.run(world.database, world.now(), RNG)
    child = backup._child
    assert child is not None
    backup.close()
    assert child.returncode is not None


@pytest.mark.parametrize(
    ("ago", "wanted", "state"),
    [
        (None, True, State.DEGRADED),
        (None, False, State.OK),
        (timedelta(hours=30), True, State.OK),
        (timedelta(hours=51), True, State.DEGRADED),
        (timedelta(hours=51), False, State.DEGRADED),
    ],
)
def test_the_age_of_a_backup_is_told(
    world: World, tmp_path: Path, ago: timedelta | None, wanted: bool, state: State
) -> None:
    if ago is not None:
        made_at(world, ago)
    folder = tmp_path if wanted else None
    settings = Settings(env=Environment.DEVELOPMENT, data_dir=tmp_path, backup_dir=folder)
    assert looked(world, settings).state is state


def looked(world: World, settings: Settings) -> Part:
    now = clock.real_now()
    with world.database.transaction() as session:
        return age.PARTS[0].look(Looking(session, settings, now, now))


def test_the_job_says_since_when(world: World, tmp_path: Path) -> None:
    job = DailyBackup(script(tmp_path, ""), {}).job
    assert job.since is not None
    made_at(world, timedelta(hours=3))
    with world.database.transaction() as session:
        [due_at] = since(session, [job.since])
    assert due_at is not None
    assert timedelta(hours=20) < due_at - clock.real_now() < timedelta(hours=22)
