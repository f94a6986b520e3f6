"""PgBouncer before a test's server, lending its connections by transaction, each to another one than the time before.

Nothing is cleaned between two who are lent the same connection: whatever a session leaves on it, the next one meets.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import make_url

from core.database.db import APP_ROLE, Address
from core.database.embedded import EmbeddedServer

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
"""Debian's, where it is installed."""
PORT = 6432
CONNECTIONS = 12
GENEROUS_S = 20
_SETTINGS = """\
[databases]
* = host={home} port={port}
[pgbouncer]
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_port = {listen}
auth_type = plain
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 500
server_round_robin = 1
server_idle_timeout = 5
query_wait_timeout = {waits_s}
log_connections = 0
log_disconnections = 0
logfile = {folder}/log
"""


@dataclass(frozen=True, slots=True)
class Pooler:
    """A running PgBouncer; `folder` holds its socket."""

    folder: Path

    def before(self, address: Address) -> Address:
        """The same database, served through this pooler; whoever listens or migrates goes past it."""
        url = make_url(address.app_url).update_query_dict({"host": str(self.folder), "port": str(PORT)})
        return replace(
            address, app_url=url.render_as_string(hide_password=False), past_pooler=address.direct_url
        )


@contextmanager
def pgbouncer(server: EmbeddedServer, *, waits_s: int = 120) -> Iterator[Pooler]:
    """PgBouncer before all databases of this server, as the account that may reach its socket; gone afterwards. Whoever
    comes waits so long for a connection, as is usual.
    """
    assert PROGRAM is not None, "PgBouncer is not installed"
    with tempfile.TemporaryDirectory(prefix="minka-pooler-") as name:
        folder, owner = Path(name), server.data_dir.stat()
        served = make_url(server.url(database="postgres", user=APP_ROLE))
        (folder / "users").write_text(f'"{APP_ROLE}" "{served.password}"\n')
        (folder / "ini").write_text(
            _SETTINGS.format(
                home=server.data_dir,
                port=served.query["port"],
                folder=folder,
                listen=PORT,
                connections=CONNECTIONS,
                waits_s=waits_s,
            )
        )
        user, group = (owner.st_uid, owner.st_gid) if os.geteuid() == 0 else (None, None)
        if user is not None:
            for path in (folder, *folder.iterdir()):
                os.chown(path, owner.st_uid, owner.st_gid)
        process = subprocess.Popen(
            [PROGRAM, "-q", str(folder / "ini")], stderr=subprocess.DEVNULL, user=user, group=group
        )
        try:
            _wait_until_it_listens(process, folder)
            yield Pooler(folder)
        finally:
            process.kill()
            process.wait()


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """It is asked for no database: the role that it lets in may not be made yet."""
    over = time.monotonic() + GENEROUS_S
    while True:
        with socket.socket(socket.AF_UNIX) as line:
            try:
                return line.connect(str(folder / f".s.PGSQL.{PORT}"))
            except OSError:
                if process.poll() is not None or time.monotonic() > over:
                    raise
        time.sleep(0.05)
