"""What must hold before the embedded PostgreSQL may run: where it lives, as whom it runs, who else uses it.

Everybody who reaches its socket is let in, as any role. So the socket lies in a directory that only one
account may enter, and whatever would put it elsewhere, or leave the directory open, is refused.
"""

import fcntl
import logging
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]

log = logging.getLogger(__name__)

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
OWN_ACCOUNT = "minka_pg"
_ADD_ACCOUNT = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_ACCOUNT]
_LOCK = "lock"
_USERS = "users"
_LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103  # bytes; sockaddr_un less its closing zero
_MISREAD = set(',"$`\\\n')  # by libpq (a list of hosts) or by the shell that pg_ctl starts the server with
_NO_PROCESS = str(2**31 - 1)  # no system numbers its processes so high


class EmbeddedServerError(Exception):
    """The embedded server cannot run here. The text says what to do about it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom PostgreSQL runs as. All None: as we do."""

    uid: int | None = None
    gid: int | None = None
    extra_groups: tuple[int, ...] | None = None

    def owns(self, file: int) -> None:
        """Hands the open file over, where we write files for another account."""
        if self.uid is not None and self.gid is not None:
            os.fchown(file, self.uid, self.gid)


def check_path(home: Path) -> None:
    """Refuses a path whose socket could not be bound or reached under its own name."""
    excess = len(os.fsencode(home / SOCKET)) - _LONGEST_SOCKET_PATH
    if excess > 0:
        raise EmbeddedServerError(
            f"The path {home} is {excess} bytes too long for a socket in it. Choose a shorter MINKA_DATA_DIR."
        )
    if _MISREAD & set(str(home)):
        raise EmbeddedServerError(
            f'The path {home} holds a character out of , " $ ` \\ that PostgreSQL misreads. '
            "Choose another MINKA_DATA_DIR."
        )


def claim(home: Path) -> Account:
    """Makes `home` a directory that one account alone may enter (root aside), and says which account that is.

    PostgreSQL refuses to run as root; as root it runs as the owner of `home`, or as an account made for it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise EmbeddedServerError(
            f"{home} cannot be made ({error.strerror}). Choose a MINKA_DATA_DIR that you may write to."
        ) from error
    owner = home.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise EmbeddedServerError(
            f"{home} belongs to another user ({_name(owner)}). Start Minka as that user, or choose another "
            "MINKA_DATA_DIR."
        )
    names = {entry.name for entry in home.iterdir()}
    if names and _LOCK not in names:
        raise EmbeddedServerError(
            f"{home} is not empty and holds no database of Minka. Choose an empty or a new directory."
        )
    account = _account_for_root(home, owner) if os.geteuid() == 0 else Account()
    if home.stat().st_mode & 0o077:
        if names:
            log.warning("%s was open to other users; closed it", home)
        home.chmod(0o700)
    return account


def let_pass(account: Account, home: Path, binaries: Path) -> None:
    """Lets an account of its own reach its data and its programs: through the directories above, unlisted.

    Only root starts the server as somebody else; each directory opened is named in the log.
    """
    if account.uid is None:
        return
    for directory in {*home.parents, *binaries.parents}:
        if not directory.stat().st_mode & 0o001 and directory.stat().st_uid != account.uid:
            log.warning("running as root: other users may now pass through %s (PostgreSQL has to)", directory)
            directory.chmod(directory.stat().st_mode | 0o001)
    if (binaries / "postgres").stat().st_mode & 0o005 != 0o005:
        _make_readable(binaries.parent)


@contextmanager
def alone(home: Path, account: Account) -> Iterator[None]:
    """One process at a time starts or stops the server; the others wait here."""
    file = _open(home / _LOCK, account)
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
        _write(record, "\n".join([_NO_PROCESS, *rest, ""]), account)
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


def _write(path: Path, text: str, account: Account) -> None:
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    account.owns(file)
    with os.fdopen(file, "w") as opened:
        opened.write(text)
    new.replace(path)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _account_for_root(home: Path, owner: int) -> Account:
    try:
        entry = pwd.getpwuid(owner) if owner != 0 else _own_account()
    except KeyError:
        raise EmbeddedServerError(
            f"{home} belongs to user {owner}, who has no account here. Give the directory to an account of "
            "this machine, or name a PostgreSQL in MINKA_DATABASE_URL."
        ) from None
    if owner == 0:
        log.warning(
            "running as root: PostgreSQL runs as the account %s; better start Minka as a user", entry.pw_name
        )
        os.chown(home, entry.pw_uid, entry.pw_gid)
    return Account(entry.pw_uid, entry.pw_gid, ())


def _own_account() -> pwd.struct_passwd:
    """The account made for the server. Of several processes that make it at once, all find the same one."""
    try:
        return pwd.getpwnam(OWN_ACCOUNT)
    except KeyError:
        pass
    if shutil.which("useradd") is not None:
        with _one_at_a_time(Path("/etc")):
            try:
                return pwd.getpwnam(OWN_ACCOUNT)
            except KeyError:
                subprocess.run(_ADD_ACCOUNT, capture_output=True, check=False)  # noqa: S603 - constant
            with suppress(KeyError):
                return pwd.getpwnam(OWN_ACCOUNT)
    raise EmbeddedServerError(
        f"PostgreSQL does not run as root, and the account {OWN_ACCOUNT} could not be made. Start Minka as "
        "an ordinary user, or name a PostgreSQL in MINKA_DATABASE_URL."
    )


@contextmanager
def _one_at_a_time(directory: Path) -> Iterator[None]:
    """Holds a lock on a directory. `useradd` looks for the name before it takes its own lock, so that two at
    once both add it, and the first one's user number is gone."""
    opened = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _make_readable(installed: Path) -> None:
    log.warning("running as root: other users may now read the PostgreSQL programs in %s", installed)
    for path in (installed, *installed.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o004 | (0o001 if mode & 0o100 else 0))
