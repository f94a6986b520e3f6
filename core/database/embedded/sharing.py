"""Who uses the embedded server: one process at a time starts or stops it, and the last one to let go stops it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]

from core.database.embedded.account import LOCK, Account
from core.database.embedded.socket_path import SOCKET

_USERS = "users"
_NO_PROCESS = str(2**31 - 1)  # no system numbers its processes so high


@contextmanager
def alone(home: Path, account: Account) -> Iterator[None]:
    """One process at a time starts or stops the server; the others wait here."""
    file = _open(home / LOCK, account)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


class Hold:
    """Says "I am using the server" by a shared file lock. The kernel lets go of it however the process ends,
    so that nobody is counted after their death, and no process number is ever taken for another's.

    To be taken and asked inside `alone` only.
    """

    def __init__(self, home: Path, account: Account) -> None:
        self._file: int | None = _open(home / _USERS, account)
        self._process = os.getpid()
        fcntl.flock(self._file, fcntl.LOCK_SH)

    @property
    def is_mine(self) -> bool:
        """False once let go, and in a forked child, which must not let go for its parent."""
        return self._file is not None and self._process == os.getpid()

    def is_last(self) -> bool:
        """Whether nobody else is using the server. To be followed by `release`: asking may cost the lock."""
        if self._file is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        if self._file is not None:
            # Closing alone would leave the lock with a forked child, which shares it.
            fcntl.flock(self._file, fcntl.LOCK_UN)
            os.close(self._file)
            self._file = None


def postmaster(cluster: Path) -> int | None:
    """The process number of the live server of this very cluster. A number that was given to another process
    since, be it another PostgreSQL, is None."""
    number = _recorded(cluster)
    if number is None:
        return None
    try:
        command: list[str] = psutil.Process(number).cmdline()
    except (psutil.Error, ValueError):
        return None
    return number if command and Path(command[0]).name == "postgres" and str(cluster) in command else None


def forget_stale(home: Path, cluster: Path, account: Account) -> None:
    """Clears what a killed server left behind, where its process number may be something else's by now.

    PostgreSQL would take that process for itself and refuse to start. The number alone is struck out: the
    rest of the file lets PostgreSQL see whether parts of the killed server are still alive. Call it inside
    `alone`, when `postmaster` is None.
    """
    (home / f"{SOCKET}.lock").unlink(missing_ok=True)
    record = cluster / "postmaster.pid"
    if not record.exists():
        return
    _, *rest = record.read_text().splitlines() or [""]
    if rest:
        write_file(record, "\n".join([_NO_PROCESS, *rest, ""]), account)
    else:
        record.unlink()


def _recorded(cluster: Path) -> int | None:
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def _open(path: Path, account: Account) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    account.owns(file)
    return file


def write_file(path: Path, text: str, account: Account) -> None:
    """Writes a file that the server's account alone reads, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    account.owns(file)
    with os.fdopen(file, "w") as opened:
        opened.write(text)
    new.replace(path)
