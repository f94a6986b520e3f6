"""What is drawn from outside goes with the session: ids, secrets and the time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from core import clock, source
from core.crypto.secret_words import LETTERS, new_secret
from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.ids import new_id
from tests.support.seeded import BEGIN, Seeded


def _database(address: Address, drawn: source.Source = source.SYSTEM) -> Database:
    return Database(address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000, source=drawn)


def drawn(database: Database) -> tuple[list[UUID], str, datetime]:
    with database.transaction() as session:
        return [new_id() for _ in range(3)], new_secret(80), clock.now(session, movable=True)


def test_the_same_source_gives_the_same(address: Address) -> None:
    found = []
    for seed in (1, 1, 2):
        database = _database(address, Seeded(seed))
        found.append(drawn(database))
        database.close()
    assert found[0] == found[1] != found[2]
    ids, secret, now = found[0]
    assert ids == sorted(ids)
    assert {one.version for one in ids} == {7}
    assert set(secret) <= set(LETTERS)
    assert now == BEGIN


def test_whoever_opens_a_session_elsewhere_draws_from_there(address: Address) -> None:
    """Nothing of a test's source is left behind: what is not given one draws from the system."""
    seeded, usual = _database(address, Seeded(1)), _database(address)
    drawn(seeded)
    first, second = drawn(usual), drawn(usual)
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert abs(first[2] - datetime.now(UTC)) < timedelta(minutes=1)
    seeded.close()
    usual.close()
