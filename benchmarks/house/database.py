"""A database of its own for a benchmark: empty, durable as in earnest, and gone afterwards."""

import secrets
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core import clock
from core.crypto.epochs import Epochs
from core.crypto.vault import Vault
from core.database import embedded, migrate
from core.database.db import APP_ROLE, DATABASE, Address, Database
from core.database.holding import Holder


@dataclass(frozen=True, slots=True)
class BenchDatabase:
    """Where the database is, a pool of connections to it, and the master key of what is sealed in it."""

    address: Address
    database: Database
    master_key: str
    keys: str
    """The folder of its epochs, as processes of its own want it in `MINKA_KEYS`."""


Where = Callable[[], AbstractContextManager[BenchDatabase]]
"""Where a benchmark has its database from."""


@contextmanager
def bench_database(settings: Mapping[str, str] | None = None) -> Iterator[BenchDatabase]:
    """A server started for this benchmark alone, with Minka's tables and nobody in them.

    `settings`: PostgreSQL's own.
    """
    with tempfile.TemporaryDirectory(prefix="minka-bench-") as folder:
        Path(folder).chmod(0o755)
        with embedded.start(Path(folder) / "pg", settings=settings or {}) as server:
            owner = server.url(database=DATABASE, user="postgres")
            address = Address(server.url(database=DATABASE, user=APP_ROLE), owner, server)
            migrate.upgrade(address)
            with opened(address) as bench:
                yield bench


@contextmanager
def opened(address: Address) -> Iterator[BenchDatabase]:
    """A database that has Minka's tables, under a key of its own."""
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory(prefix="minka-bench-") as keys:
        vault = Vault(key, Epochs(key, Path(keys)))
        database = Database(address.app_url, vault, pool_size=8, statement_timeout_ms=600_000)
        try:
            Holder(database, kind="benchmark", read_clock=lambda _: clock.real_now()).join()
            yield BenchDatabase(address, database, urlsafe_b64encode(key).decode(), keys)
        finally:
            database.close()
