"""Epochs in backups: those that rows stand on and no others; put back where they are missing, never over another."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.backups import epochs
from core.backups.errors import BackupError
from core.backups.manifest import File, Manifest
from core.crypto.epoch_files import EpochFiles
from core.database import turning
from tests.support.world import World

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEY = bytes(range(32))


def files_in(folder: Path, *numbers: int) -> EpochFiles:
    files = EpochFiles(folder, KEY)
    for number in numbers:
        assert files.make(number, NOW)
    return files


def test_a_backup_needs_no_epoch_that_was_left(world: World) -> None:
    """One that waits for its end would stay readable for as long as the backup is kept."""
    world.person("Ana")
    with world.database.transaction() as session:
        [first] = epochs.needed(session)
    later = world.now() + timedelta(days=8)
    assert turning.make(world.database, later) == first + 1
    assert turning.adopt(world.database, later) == first + 1
    with world.database.transaction() as session:
        assert epochs.needed(session) == [first, first + 1], "Ana's key is wrapped under the first"
    while turning.turn(world.database, later, backup_days=30):
        pass
    with world.database.transaction() as session:
        assert epochs.needed(session) == [first + 1]
    assert world.database.vault.epochs.files is not None
    assert world.database.vault.epochs.files.numbers() == [first, first + 1]


def a_backup(of: Path, to: Path, *numbers: int) -> Manifest:
    epochs.copy(EpochFiles(of, KEY), numbers, to / "epochs")
    return Manifest(
        minka="1",
        schema_head="1",
        postgresql="18.4",
        dumped_by=18,
        at=NOW,
        counts={},
        epochs=list(numbers),
        sealed=None,
        files={f"epochs/{number:06}.epoch": File(bytes=0, sha256="") for number in numbers},
    )


def test_only_what_is_missing_is_put_back(tmp_path: Path) -> None:
    files_in(tmp_path / "keys", 1, 2, 3)
    backup = tmp_path / "backup"
    backup.mkdir()
    said = a_backup(tmp_path / "keys", backup, 1, 2)
    (tmp_path / "keys" / "000001.epoch").unlink()
    assert epochs.put_back(backup, said, tmp_path / "keys") == ["000001.epoch"]
    assert epochs.put_back(backup, said, tmp_path / "keys") == []
    again = EpochFiles(tmp_path / "keys", KEY)
    assert [again.read(number).made_at for number in again.numbers()] == [NOW, NOW, NOW]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_another_set_is_not_overwritten(tmp_path: Path) -> None:
    files_in(tmp_path / "keys", 1, 2)
    backup = tmp_path / "backup"
    backup.mkdir()
    said = a_backup(tmp_path / "keys", backup, 1, 2)
    files_in(tmp_path / "others", 2)
    was = (tmp_path / "others" / "000002.epoch").read_bytes()
    with pytest.raises(BackupError, match="is another epoch than the backup's"):
        epochs.put_back(backup, said, tmp_path / "others")
    assert [path.name for path in (tmp_path / "others").iterdir()] == ["000002.epoch"]
    assert (tmp_path / "others" / "000002.epoch").read_bytes() == was


def test_one_that_is_missing_stops_the_backup(tmp_path: Path) -> None:
    files = files_in(tmp_path / "keys", 1)
    with pytest.raises(BackupError, match=r"000002\.epoch cannot be read"):
        epochs.copy(files, [1, 2], tmp_path / "copied")
