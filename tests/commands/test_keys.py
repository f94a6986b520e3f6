"""`manage.py keys …`, started as an operator starts it, while a Minka runs on the same database and folder."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from core.database import holding
from tests.support.operator import run
from tests.support.telling import scalar
from tests.support.world import World

STANDING = """
    SELECT string_agg(epoch || ':' || many, ' ' ORDER BY epoch)
      FROM (SELECT epoch, count(*) AS many FROM person_key GROUP BY epoch) AS each
"""


def keys(world: World, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return run(
        "keys",
        *arguments,
        env="development",
        data_dir=str(world.settings.data_dir),
        database_url=world.address.app_url,
        direct_database_url=world.address.direct_url,
        keys=str(folder or world.settings.keys_dir),
    )


def said(world: World, *arguments: str, folder: Path | None = None, code: int = 0) -> str:
    """What the command says, as one line."""
    done = keys(world, *arguments, folder=folder)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return " ".join(done.stdout.split())


@contextmanager
def folder_in(there: Path, *files: Path) -> Iterator[Path]:
    there.mkdir()
    for file in files:
        shutil.copy(file, there)
    yield there


def test_a_new_epoch_is_made_and_waits_until_all_have_it(world: World) -> None:
    world.person("Ana")
    assert "Made epoch 2" in said(world, "new")
    assert "Epoch 2 is there already" in said(world, "new", code=1)
    assert scalar(world.database, STANDING) == "1:1"
    told = said(world, "check")
    assert "epoch 2 waits for world" in told
    assert "✓ 1 wrapped keys open" in told
    holding.look(world.database)
    assert "epoch 2 waits for a worker to adopt it" in said(world, "check")


def test_rotating_wraps_all_anew_while_everybody_goes_on(world: World) -> None:
    ana, ben = world.person("Ana"), world.person("Ben")
    said(world, "new")
    holding.look(world.database)
    told = said(world, "rotate")
    assert "2 keys were wrapped anew; all is wrapped under epoch 2" in told
    assert scalar(world.database, STANDING) == "2:2"
    assert (ana.get("/v1/me")["display_name"], ben.get("/v1/me")["display_name"]) == ("Ana", "Ben")
    world.person("Cleo")
    told = said(world, "check")
    assert "epoch 2" in told
    assert "✓ 3 wrapped keys open" in told
    assert "0 destroyed" in said(world, "destroy-old"), "backups still need it"


def test_old_epochs_are_destroyed_when_no_backup_needs_them(world: World) -> None:
    ana = world.person("Ana")
    said(world, "new")
    holding.look(world.database)
    said(world, "rotate")
    world.advance(days=31)
    holding.look(world.database)
    assert "1 destroyed" in said(world, "destroy-old")
    assert [path.name for path in world.settings.keys_dir.iterdir()] == ["000002.epoch"]
    assert ana.get("/v1/me")["display_name"] == "Ana"
    assert "1 wrapped keys open" in said(world, "check")


def test_check_names_files_that_are_missing_other_or_too_many(world: World, tmp_path: Path) -> None:
    world.person("Ana")
    [first] = world.settings.keys_dir.iterdir()
    with folder_in(tmp_path / "empty") as empty:
        told = said(world, "check", folder=empty, code=1)
        assert "000001.epoch is missing, and rows stand on it" in told
        assert "1 keys of person_key do not open" in told
    with folder_in(tmp_path / "cut", first) as cut:
        (cut / first.name).write_bytes(first.read_bytes()[:50])
        assert "000001.epoch does not open" in said(world, "check", folder=cut, code=1)
    with folder_in(tmp_path / "more", first) as more:
        holding.look(world.database)
        said(world, "new")
        holding.look(world.database)
        said(world, "rotate")
        shutil.copy(world.settings.keys_dir / "000002.epoch", more)
        with world.database.transaction() as session:
            session.execute(text("DELETE FROM wrapping_epoch WHERE number = 1"))
        assert "000001.epoch is of no use to this database" in said(world, "check", folder=more, code=1)


def test_check_finds_a_key_that_does_not_open(world: World) -> None:
    ana = world.person("Ana")
    world.person("Ben")
    with world.database.transaction() as session:
        session.execute(
            text("UPDATE person_key SET wrapped = wrapped || '!' WHERE person_id = :id"), {"id": ana.id}
        )
    told = said(world, "check", code=1)
    assert f"1 keys of person_key do not open, of {ana.id}" in told


@pytest.mark.parametrize("command", [["doctor"], ["worker"], ["serve"], ["audit", "verify"]])
def test_whoever_lacks_an_epoch_that_is_in_use_is_refused(
    world: World, tmp_path: Path, command: list[str]
) -> None:
    done = run(
        *command,
        env="development",
        data_dir=str(world.settings.data_dir),
        database_url=world.address.app_url,
        direct_database_url=world.address.direct_url,
        keys=str(tmp_path / "elsewhere"),
    )
    assert (done.returncode, "000001.epoch is missing" in " ".join(done.stdout.split())) == (2, True), (
        done.stderr
    )
