"""The folder that backups are kept in: one is made at a time, appears whole, and goes when its days are over."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from core.backups import manifest
from core.backups.errors import BackupError, unwritable
from core.backups.manifest import Manifest
from core.crypto.vault import Vault
from core.machine import durable

_UNFINISHED = ".minka-unfinished-"
_LOCK = ".minka-lock"


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A new folder in there, for its owner alone, gone at the end unless it was kept. Raises BackupError where it
    cannot be written, or another backup is being made there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        _take(lock, folder)
        for left_over in folder.glob(f"{_UNFINISHED}*"):  # of one that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        made = folder / f"{_UNFINISHED}{token_hex(4)}"
        try:
            made.mkdir(mode=0o700)
            yield made
        except OSError as error:
            raise unwritable(folder, error) from error
        finally:
            shutil.rmtree(made, ignore_errors=True)
    finally:
        os.close(lock)


def keep(made: Path, name: str) -> Path:
    """Gives what was made its name, once all of it is on the disk."""
    for path in (*sorted(made.rglob("*")), made):
        durable.sync(path)
    kept = made.with_name(name)
    if kept.exists():
        raise BackupError(f"{kept} is there already. Nothing was changed.")
    made.rename(kept)
    durable.sync(kept.parent)
    return kept


def kept(folder: Path, keys: Vault) -> dict[Path, Manifest]:
    """The backups in there that were made with this key, oldest first; whatever else there is, is none."""
    found = {}
    for path in folder.glob("minka-*"):
        try:
            found[path] = manifest.read(path, keys)
        except BackupError:
            continue
    return dict(sorted(found.items(), key=lambda one: one[1].at))


def let_go(folder: Path, keys: Vault, *, days: int, now: datetime) -> list[Path]:
    """Deletes backups of this key whose days are over, all but the newest; returns which."""
    all_there = kept(folder, keys)
    gone = [path for path, said in list(all_there.items())[:-1] if said.at < now - timedelta(days=days)]
    for path in gone:
        shutil.rmtree(path)
    return gone


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupError(f"Another backup is being made in {folder}. Wait for it.") from None
