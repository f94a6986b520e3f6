"""The database: one engine for the serving role, one URL for the owner who migrates, sessions with a vault.

With no `MINKA_DATABASE_URL` the embedded PostgreSQL is started in `<data_dir>/pg`; several processes share it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from core.crypto.epochs import Epochs
from core.crypto.vault import Vault
from core.database import embedded, engines, partitions, pooling
from core.database.deadlines import GRACE_S, LINE, Deadlines
from core.database.fullness import FULLNESS, Fullness
from core.database.replicas.reading import REPLICAS, Replicas
from core.database.wakeups import WAKEUPS, Line, Wakeups
from core.settings import Settings
from core.source import SYSTEM, Source, draw_from

log = logging.getLogger(__name__)

APP_ROLE = "minka_app"
DATABASE = "minka"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the database is: for the role that serves, also past a pooler, and for the one that owns."""

    app_url: str
    owner_url: str
    server: embedded.EmbeddedServer | None = None
    past_pooler: str | None = None
    """Leads the serving role to the server itself, where `app_url` leads through a pooler."""

    @property
    def direct_url(self) -> str:
        """For the serving role, where a connection is to be kept: to listen, and for what is set on it."""
        return self.past_pooler or self.app_url


def find(settings: Settings) -> Address:
    """The named database, or the embedded one, started if need be."""
    if settings.database_url is not None:
        direct = settings.direct_database_url or settings.database_url
        return Address(
            app_url=_with_driver(settings.database_url),
            owner_url=_with_driver(settings.owner_database_url or direct),
            past_pooler=_with_driver(direct),
        )
    server = embedded.start(settings.data_dir / "pg", version=settings.postgres_version)
    return Address(
        app_url=server.url(database=DATABASE, user=APP_ROLE),
        owner_url=server.url(database=DATABASE, user="postgres"),
        server=server,
    )


def vault_of(settings: Settings) -> Vault:
    """The vault of these settings; it opens what was sealed under the epochs that lie in their folder."""
    return Vault(settings.master_key_bytes, Epochs(settings.master_key_bytes, settings.keys_dir))


class Database:
    """Sessions for one process. `statement_timeout_ms` bounds every statement; limits are `limits` times as wide.

    Who finds all connections taken waits for one as long as for a statement, and five seconds at least.
    `direct_url`: leads to the server itself, for what keeps a connection, where `url` may lead through a pooler.
    `replica_url`: leads to copies of it, which answer what may be read of them (`core.database.replicas`).
    `source`: where what is done in its sessions draws ids, secrets and the time from.
    """

    def __init__(
        self,
        url: str,
        vault: Vault,
        *,
        pool_size: int,
        statement_timeout_ms: int,
        application: str = "minka",
        limits: int = 1,
        source: Source = SYSTEM,
        direct_url: str | None = None,
        replica_url: str | None = None,
    ) -> None:
        self.vault = vault
        self.limits = limits
        self._source = source
        self._at_close: list[Callable[[], None]] = []
        self.pool_size = pool_size
        self.statement_timeout_ms = statement_timeout_ms
        self.url = url
        self.direct_url = direct_url or url
        self.engine: Engine = engines.made(
            url,
            pool_size=pool_size,
            pool_timeout=max(5, statement_timeout_ms / 1000),
            line=LINE | {"application_name": application},
        )
        self._deadlines = Deadlines(self.engine, statement_timeout_ms / 1000 + GRACE_S)
        self._fullness = Fullness(self.engine)
        self._line = Line(self.direct_url, self._deadlines.bounded)
        self.wakeups = Wakeups(self._line.send)
        pooling.settle(self.engine, statement_timeout_ms, self._deadlines.bounded)
        self.replicas = Replicas(
            replica_url and _with_driver(replica_url),
            pool_size=pool_size,
            statement_timeout_ms=statement_timeout_ms,
            application=application,
        )

    def session(self) -> Session:
        draw_from(self._source)
        return Session(self.engine, info=self.info, expire_on_commit=False)

    @property
    def info(self) -> dict[str, object]:
        """What every session carries along."""
        of_process = {"vault": self.vault, "limits": self.limits}
        return of_process | {WAKEUPS: self.wakeups, FULLNESS: self._fullness, REPLICAS: self.replicas}

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error. Where a row found no partition, that is made
        before the error goes on, so that the next try finds it.
        """
        try:
            with self.session() as session, session.begin():
                yield session
        except DBAPIError as error:
            self.fill(error)
            raise

    def fill(self, error: DBAPIError) -> None:
        """Makes the partition for want of which a transaction ended so, having done nothing; else it does nothing."""
        gap = partitions.gap_of(error)
        if gap is None:
            return
        log.warning("no partition of %s was made ahead for %s: it is made now", *gap)
        try:
            with self.session() as session, session.begin():
                partitions.make(session, *gap)
        except (DBAPIError, PoolTimeout):
            log.exception("the partition could not be made")

    def at_close(self, act: Callable[[], None]) -> None:
        """Does this before the connections are let go of."""
        self._at_close.append(act)

    def close(self) -> None:
        while self._at_close:
            self._at_close.pop()()
        self.wakeups.close()
        self._line.close()
        self._deadlines.close()
        self.replicas.close()
        self.engine.dispose()


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url
