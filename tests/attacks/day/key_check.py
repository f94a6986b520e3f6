"""The check value → wrong master keys with which a process would have served: everybody would have been a stranger."""

from contextlib import closing

from core.crypto.vault import Vault
from core.database import fitting
from core.database.db import Database
from core.database.fitting import DoesNotFit
from tests.attacks.day.figure import Figure
from tests.support.world import World

KEYS = [bytes(32), bytes(range(32)), b"another master key of 32 bytes!!"]


def played(world: World) -> Figure:
    with world.database.transaction() as session:
        fitting.ensure_key(session)
    return Figure(
        "wrong master keys that are served with", sum(_serves(world, key) for key in KEYS), len(KEYS)
    )


def _serves(world: World, key: bytes) -> bool:
    database = Database(world.address.app_url, Vault(key), pool_size=1, statement_timeout_ms=20_000)
    with closing(database), database.transaction() as session:
        try:
            fitting.ensure_key(session)
        except DoesNotFit:
            return False
    return True
