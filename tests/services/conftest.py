"""What the services' tests stand on beside the common things."""

from collections.abc import Iterator

import pytest

from core.crypto.vault import Vault
from core.database.db import Address, Database


@pytest.fixture
def database(address: Address) -> Iterator[Database]:
    """Connections enough for a round, and for what happens beside it."""
    made = Database(address.app_url, Vault(bytes(32)), pool_size=6, statement_timeout_ms=20_000)
    yield made
    made.close()
