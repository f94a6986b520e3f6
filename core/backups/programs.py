"""PostgreSQL's own programs for dumping and restoring: found by their version, run without a password in sight.

A server is dumped by programs of its own major version, or else of the next that is there: older ones refuse it. They
come with the embedded server (16 and 18), else they are those of this machine.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from core.backups.errors import BackupError
from core.database.embedded import EmbeddedServerError
from core.database.embedded.cluster import VERSIONS, binaries_of

_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


class Programs(NamedTuple):
    """The folder of PostgreSQL's programs of one major version."""

    major: int
    folder: Path


def for_server(major: int) -> Programs:
    """The programs that can dump a server of this major version, and restore into it. Raises BackupError."""
    fitting = sorted(found for found in _there() if found.major >= major)
    if not fitting:
        raise BackupError(
            f"The server is PostgreSQL {major}, and there is no pg_dump here that is as new. Install PostgreSQL's "
            f"client programs of version {major} (Debian: postgresql-client-{major}) and put them on PATH."
        )
    return fitting[0]


def _there() -> Iterator[Programs]:
    for version in VERSIONS:
        try:
            yield Programs(version, binaries_of(version))
        except EmbeddedServerError:
            continue
    on_path = shutil.which("pg_dump")
    folders = [Path(on_path).parent] if on_path else []
    for folder in [*folders, *sorted(_DEBIAN.glob("*/bin"))]:
        if (folder / "pg_dump").exists() and (folder / "pg_restore").exists():
            said = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
                [str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False
            ).stdout
            if found := _VERSION.search(said):
                yield Programs(int(found[1]), folder)


def run(program: Path, *arguments: str, url: str) -> None:
    """Runs `pg_dump` or `pg_restore` on the database at `url` to its end. Raises BackupError with what it said first.

    The password goes to the program alone, by its environment, which else holds nothing of ours.
    """
    _, wanted = make_url(url).get_dialect()().create_connect_args(make_url(url))
    password = wanted.pop("password", None)
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "PGAPPNAME": f"minka {program.name}"}
    if password:
        environment["PGPASSWORD"] = password
    with TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, no shell
            [str(program), *arguments, "--no-password", "--dbname", make_conninfo("", **wanted)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment,
            umask=0o077,
        )
        try:
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        said.seek(0)
        if code != 0:
            raise BackupError(f"{program.name} did not come to its end: {_why(said.read(), code)}")


def _why(said: str, code: int) -> str:
    """The first of what it said; where several hosts were tried, what each of them answered."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lines = [line for line in lines if "connection to server" in line] or lines[:1]
    return "; ".join(lines) if lines else f"it was ended by signal {-code}" if code < 0 else f"exit {code}"
