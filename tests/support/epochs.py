"""Processes that hold epochs and use one database, as far as tests need them: each has a vault of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from core.crypto.epochs import Epochs
from core.crypto.keyring import keyring
from core.crypto.vault import Cell, Vault
from core.database.db import Address, Database
from core.database.holding import Holder
from core.models import Person

MASTER = bytes(range(32))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def process(address: Address, folder: Path, *, master: bytes = MASTER, pool_size: int = 2) -> Database:
    """A process that has not joined the others."""
    return Database(
        address.app_url,
        Vault(master, Epochs(master, folder)),
        pool_size=pool_size,
        statement_timeout_ms=20_000,
        direct_url=address.direct_url,
    )


@contextmanager
def joined(
    address: Address, folder: Path, *, now: datetime = NOW, kind: str = "test", master: bytes = MASTER
) -> Iterator[Database]:
    """A process that has joined the others, and says nothing more by itself."""
    database = process(address, folder, master=master, pool_size=4)
    try:
        join(database, now=now, kind=kind)
        yield database
    finally:
        database.close()


def join(database: Database, *, now: datetime = NOW, kind: str = "test") -> None:
    """Joins. Raises DoesNotFit."""
    Holder(database, kind=kind, read_clock=lambda _: now).join()


def somebody(database: Database, words: str = "") -> UUID:
    """A person with a key, and these words for a name."""
    with database.transaction() as session:
        person = Person(created_at=NOW)
        session.add(person)
        session.flush()
        ring = keyring(session)
        ring.create(person.id)
        person.display_name = ring.seal(person.id, _name(person.id), words)
    return person.id


def name_of(database: Database, person: UUID) -> str | None:
    """Their name, as this process reads it. Raises DoesNotOpen."""
    with database.transaction() as session:
        return keyring(session).open(person, _name(person), session.get_one(Person, person).display_name)


def standing_on(database: Database) -> dict[int, int]:
    """How many people's keys stand on each epoch."""
    with database.transaction() as session:
        rows = session.execute(text("SELECT epoch, count(*) FROM person_key GROUP BY epoch ORDER BY epoch"))
        return {row[0]: row[1] for row in rows}


def silent_since(database: Database, other: Database, seconds: float) -> None:
    """The other process has said nothing for so long."""
    with database.transaction() as session:
        session.execute(
            text(
                "UPDATE serving_process SET at = clock_timestamp() - make_interval(secs => :s) WHERE id = :id"
            ),
            {"s": seconds, "id": other.vault.epochs.holder},
        )


def _name(person: UUID) -> Cell:
    return Cell("person", person, "display_name")
