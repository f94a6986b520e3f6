"""Databases to test in: a server that need not last, and copies of the migrated template, gone afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from core.database import embedded
from core.database.db import APP_ROLE, Address
from core.database.embedded import EmbeddedServer
from tests.servers.pgbouncer import Pooler, pgbouncer

POOLED = "TEST_POOLED"
"""Set to 1, whatever a test serves goes through PgBouncer."""
MANY_HOSTS = "TEST_MANY_HOSTS"
"""Set to 1, whatever a test serves is named by two hosts, the first of which is not there."""
_poolers: dict[Path, Pooler] = {}

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "scram_iterations": "1",
}
"""Nothing of a test outlives it; tests of durability start servers of their own. Nobody looks through hundreds of
databases that are gone in a second, and what plans rest on is told by ANALYZE where a test wants it.
"""

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free there. The server of a test run takes a tenth of that."""


def _quickest_folder() -> Path | None:
    """Memory, where the system lends enough; else None, the usual place.

    Each copy of the database is 650 small files: half a second on some disks, a fiftieth in memory.
    """
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if there else None


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in which an embedded PostgreSQL can run, gone afterwards. As root it runs as an account of its own,
    which may pass through; pytest closes its own folders to others at any time.
    """
    with tempfile.TemporaryDirectory(prefix="minka-", dir=_quickest_folder()) as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@contextmanager
def server_without_fsync(version: int) -> Iterator[EmbeddedServer]:
    """An embedded PostgreSQL of this version that would lose everything with the power, and is gone afterwards."""
    with quick_folder() as folder, embedded.start(folder / "pg", version=version, settings=FAST) as server:
        if os.environ.get(POOLED) != "1":
            yield server
            return
        with pgbouncer(server) as _poolers[server.data_dir]:
            yield server
        del _poolers[server.data_dir]


def address_of(server: EmbeddedServer, name: str) -> Address:
    address = Address(
        server.url(database=name, user=APP_ROLE), server.url(database=name, user="postgres"), server
    )
    if os.environ.get(MANY_HOSTS) == "1":
        address = on_many_hosts(address)
    pooler = _poolers.get(server.data_dir)
    return address if pooler is None else pooler.before(address)


def settings_of(address: Address) -> dict[str, str]:
    """The three settings that lead there, as an operator names them."""
    return {
        "database_url": address.app_url,
        "direct_database_url": address.direct_url,
        "owner_database_url": address.owner_url,
    }


def on_many_hosts(address: Address) -> Address:
    """The same database, named by two hosts, the first of which is not there; the one that takes writes is meant."""
    urls = []
    for url in (make_url(address.app_url), make_url(address.owner_url)):
        host, port = url.query["host"], url.query["port"]
        hosts = {"host": f"/nowhere,{host}", "port": f"{port},{port}", "target_session_attrs": "read-write"}
        urls.append(url.update_query_dict(hosts).render_as_string(hide_password=False))
    return replace(address, app_url=urls[0], owner_url=urls[1])


@contextmanager
def copied(server: EmbeddedServer, template: str) -> Iterator[Address]:
    """A fresh copy of `template`."""
    with copied_as(server, template) as name:
        yield address_of(server, name)


@contextmanager
def copied_as(server: EmbeddedServer, template: str) -> Iterator[str]:
    """The name of a fresh copy of `template`, to which nobody may be connected; what a pooler keeps of it is ended."""
    name = f"t_{uuid4().hex[:12]}"
    with _says(server) as connection:
        if server.data_dir in _poolers:
            connection.execute(_LET_GO, [template])
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield name
    finally:
        with _says(server) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


_LET_GO = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND state = 'idle'
"""


def _says(server: EmbeddedServer) -> psycopg.Connection:
    """A connection of its owner's, whose statements are transactions of their own."""
    url = make_url(server.owner_url).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
