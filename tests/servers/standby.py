"""A standby that follows a test's server: a base backup of it, brought up beside it, that streams what it writes."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, make_url, text

from core.database import embedded
from core.database.db import APP_ROLE
from core.database.embedded.cluster import binaries_of

LASTS_IN_MEMORY = {"fsync": "off", "max_connections": "50"}
"""What is acknowledged is in the log, as where it matters; that log may be lost with the power."""
_STREAMS = "local replication all scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class Standby:
    """A running standby, and the server that it follows."""

    primary: embedded.EmbeddedServer
    server: embedded.EmbeddedServer

    def url(self, database: str) -> str:
        """For the role that serves, as an operator would write it."""
        return self.server.url(database=database, user=APP_ROLE).replace("+psycopg", "")

    def says(self, statement: str) -> object:
        """As its superuser: the first column of the first row."""
        engine = create_engine(self.server.owner_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            told: object = connection.execute(text(statement)).scalar()
        engine.dispose()
        return told

    def was_asked(self) -> str:
        """The statements that it was sent, and whatever else its log says."""
        return (self.server.data_dir / "postgres.log").read_text(errors="replace")

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """It takes in what the primary writes, and replays none of it."""
        self.says("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.says("SELECT pg_wal_replay_resume()")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """None of its processes moves: it neither answers nor hangs up."""
        processes = self._processes()
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def kill(self) -> None:
        """All of it at once, as where its machine is gone."""
        for process in self._processes():
            os.kill(process.pid, signal.SIGKILL)

    def _processes(self) -> list[psutil.Process]:
        record = self.server.data_dir / "cluster" / "postmaster.pid"
        first = psutil.Process(int(record.read_text().splitlines()[0]))
        return [first, *first.children()]


@contextmanager
def standby_of(primary: embedded.EmbeddedServer, home: Path) -> Iterator[Standby]:
    """A standby in `home`, a folder that is not there yet; it streams from its first moment on."""
    cluster, owner = primary.data_dir / "cluster", primary.data_dir.stat()
    rules = (cluster / "pg_hba.conf").read_text()
    (cluster / "pg_hba.conf").write_text(rules + _STREAMS)
    engine = create_engine(primary.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    home.mkdir(mode=0o700)
    for path in (primary.data_dir / "lock", *primary.data_dir.glob("*.password")):
        shutil.copy(path, home)
    for path in (home, *home.iterdir()):
        os.chown(path, owner.st_uid, owner.st_gid)
    as_root = os.geteuid() == 0
    url = make_url(primary.owner_url)
    wanted = f"host={primary.data_dir} port={url.query['port']} user=postgres password={url.password}"
    where = home / "cluster"
    subprocess.run(
        [
            binaries_of(primary.version) / "pg_basebackup",
            "-D",
            where,
            "-d",
            wanted,
            "-R",
            "--checkpoint=fast",
        ],
        check=True,
        capture_output=True,
        cwd="/",
        user=owner.st_uid if as_root else None,
        group=owner.st_gid if as_root else None,
    )
    (where / "pg_hba.conf").write_text(rules)
    said = LASTS_IN_MEMORY | {"log_statement": "all"}
    with embedded.start(home, version=primary.version, settings=said) as server:
        yield Standby(primary, server)
