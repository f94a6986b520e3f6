"""The folder of backups: one at a time, whole or not at all, and gone when its days are over."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.backups import folder, manifest
from core.backups.errors import BackupError
from core.backups.manifest import Manifest
from core.crypto.vault import Vault

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEYS = Vault(bytes(range(32)))


def keep(into: Path, at: datetime, keys: Vault = KEYS) -> Path:
    """A backup of that moment, of which there is no more than its manifest."""
    said = Manifest(
        minka="1",
        schema_head="1",
        postgresql="18.4",
        dumped_by=18,
        at=at,
        counts={},
        epochs=[],
        sealed=None,
        files={},
    )
    with folder.unfinished(into) as made:
        (made / manifest.NAME).write_bytes(manifest.written(manifest.signed(said, keys)))
        return folder.keep(made, manifest.name_of(at))


def test_old_ones_go_and_nothing_else_does(tmp_path: Path) -> None:
    ages = [0, 29, 31, 400]
    paths = [keep(tmp_path, NOW - timedelta(days=age)) for age in ages]
    foreign = keep(tmp_path, NOW - timedelta(days=500), Vault(bytes(32)))
    own = tmp_path / "minka-2020-01-01T00-00-00Z"
    own.mkdir()
    assert folder.let_go(tmp_path, KEYS, days=30, now=NOW) == [paths[3], paths[2]]
    assert sorted(tmp_path.glob("minka-*")) == sorted([paths[0], paths[1], foreign, own])


def test_the_last_one_stays_however_old(tmp_path: Path) -> None:
    only = keep(tmp_path, NOW - timedelta(days=400))
    assert folder.let_go(tmp_path, KEYS, days=30, now=NOW) == []
    assert only.exists()


def test_one_is_made_at_a_time_and_leaves_nothing_when_it_fails(tmp_path: Path) -> None:
    def fail() -> None:
        with folder.unfinished(tmp_path) as made:
            (made / "half").touch()
            refused = pytest.raises(BackupError, match="Another backup is being made")
            with refused, folder.unfinished(tmp_path):
                pass
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == [".minka-lock"]


def test_what_a_killed_one_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    keep(tmp_path, NOW)
    shutil.copytree(next(tmp_path.glob("minka-*")), tmp_path / ".minka-unfinished-12345678")
    newest = keep(tmp_path, NOW + timedelta(days=1))
    assert not list(tmp_path.glob(".minka-unfinished-*"))
    assert list(folder.kept(tmp_path, KEYS))[-1] == newest


def test_one_name_is_given_once(tmp_path: Path) -> None:
    keep(tmp_path, NOW)
    with pytest.raises(BackupError, match="is there already"):
        keep(tmp_path, NOW)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(BackupError, match=r"cannot be written \(Not a directory\)"),
        folder.unfinished(tmp_path / "file" / "in"),
    ):
        pass
