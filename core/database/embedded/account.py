"""Whom the embedded server runs as, and the directory that this account alone may enter.

The socket, the data and the roles' passwords lie in a directory that only one account may enter, and whatever would
leave the directory open is refused.
"""

import fcntl
import logging
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.database.embedded.errors import EmbeddedServerError

log = logging.getLogger(__name__)

OWN_ACCOUNT = "minka_pg"
LOCK = "lock"
"""The file in the directory by which processes take turns, and by which a directory is known to be ours."""
_ADD_ACCOUNT = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_ACCOUNT]


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
    if names and LOCK not in names:
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
