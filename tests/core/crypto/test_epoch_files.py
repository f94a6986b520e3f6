"""Files of epochs: whole or not there, made by one alone, read under their own master key, destroyed for good."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from core.crypto.epoch_files import BrokenEpoch, EpochFiles
from core.crypto.epochs import Epochs
from tests.support.at_once import at_once

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MASTER = bytes(range(32))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def files(tmp_path: Path) -> EpochFiles:
    return EpochFiles(tmp_path / "keys" / "epochs", MASTER)


def test_an_epoch_is_read_as_it_was_made_by_its_owner_alone(files: EpochFiles) -> None:
    assert files.numbers() == []
    assert files.make(1, NOW)
    secret, made_at = files.read(1)
    assert (len(secret), made_at) == (32, NOW)
    assert secret.hex() not in files.path(1).read_bytes().hex()
    assert stat.S_IMODE(files.path(1).stat().st_mode) == 0o600
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    assert [path.name for path in files.folder.iterdir()] == ["000001.epoch"]


def test_each_epoch_has_a_secret_of_its_own(files: EpochFiles) -> None:
    for number in (1, 2, 3):
        files.make(number, NOW)
    assert files.numbers() == [1, 2, 3]
    assert len({files.read(number).secret for number in files.numbers()}) == 3


def test_of_many_that_make_one_number_at_once_one_does(files: EpochFiles) -> None:
    made = at_once([partial(files.make, 1, NOW) for _ in range(8)])
    assert made.count(True) == 1
    assert [path.name for path in files.folder.iterdir()] == ["000001.epoch"]
    files.read(1)


def test_processes_that_make_one_number_at_once_leave_one(files: EpochFiles) -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from core.crypto.epoch_files import EpochFiles;"
        "files = EpochFiles(Path(sys.argv[1]), bytes(range(32)));"
        "sys.stdin.read(1);"
        "print(files.make(1, datetime.now(UTC)), files.read(1).secret.hex())"
    )
    command = [sys.executable, "-c", program, str(files.folder)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in both:
        assert one.stdin is not None
        one.stdin.write("!")
        one.stdin.flush()
    told = [one.communicate()[0].split() for one in both]
    assert sorted(made for made, _ in told) == ["False", "True"]
    assert len({secret for _, secret in told}) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:40]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes().replace(b"2026", b"2027")),
        lambda path: path.write_bytes(b'{"epoch": 1}'),
    ],
    ids=["cut off", "empty", "another time", "nothing in it"],
)
def test_a_file_that_is_not_whole_is_named(files: EpochFiles, spoil: object) -> None:
    files.make(1, NOW)
    spoil(files.path(1))  # type: ignore[operator]
    with pytest.raises(BrokenEpoch, match=r"000001\.epoch does not open"):
        files.read(1)


def test_a_file_under_another_number_or_another_master_key_does_not_open(files: EpochFiles) -> None:
    files.make(1, NOW)
    shutil.copy(files.path(1), files.path(2))
    with pytest.raises(BrokenEpoch, match="000002"):
        files.read(2)
    with pytest.raises(BrokenEpoch, match="000001"):
        EpochFiles(files.folder, bytes(32)).read(1)


def test_a_broken_file_keeps_nobody_from_the_others(files: EpochFiles) -> None:
    for number in (1, 2, 3):
        files.make(number, NOW)
    files.path(2).write_bytes(b"!")
    epochs = Epochs(MASTER, files.folder)
    with pytest.raises(BrokenEpoch, match="000002"):
        epochs.read()
    assert sorted(epochs.held) == [0, 1, 3]


def test_a_destroyed_one_is_overwritten_where_it_lay(files: EpochFiles) -> None:
    files.make(1, NOW)
    with files.path(1).open("rb") as there:
        before = there.read()
        assert files.destroy(1)
        there.seek(0)
        assert there.read() != before
    assert list(files.folder.iterdir()) == []
    assert not files.destroy(1)


def test_what_was_being_destroyed_by_somebody_who_died_goes_with_the_next(files: EpochFiles) -> None:
    for number in (1, 2):
        files.make(number, NOW)
    files.path(1).rename(files.folder / ".000001.epoch.gone")
    assert files.numbers() == [2]
    files.destroy(2)
    assert list(files.folder.iterdir()) == []


def test_a_folder_of_others_is_not_writable(files: EpochFiles) -> None:
    assert files.writable, "it can be made"
    with as_nobody(), tempfile.TemporaryDirectory() as folder:
        theirs = EpochFiles(Path(folder), MASTER)
        theirs.make(1, NOW)
        theirs.folder.chmod(0o500)
        assert not theirs.writable
        theirs.folder.chmod(0o700)
        assert theirs.writable


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere: what is done within is done by somebody else."""
    user = os.getuid()
    if user == 0:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        if user == 0:
            os.setresuid(0, 0, 0)
