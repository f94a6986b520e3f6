"""Many write while it is sealed: nothing is missed, nothing sealed twice.

Short in `make test`; `make chaos` writes for a minute, or MINKA_HAMMER_SECONDS.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import text

from core.audit import chain, sealing, verifying
from core.crypto.vault import Vault
from core.database.db import Address, Database
from tests.support.at_once import at_once
from tests.support.record import NOW, happened, seal_all

SECONDS = float(os.environ.get("MINKA_HAMMER_SECONDS", "60"))
WRITERS, SEALERS = 8, 2
STROKES = 40
"""Transactions of each writer in the short form."""


def write(database: Database, seed: int, goes_on: Callable[[int], bool]) -> int:
    """Transactions of one to four events, some held open for a moment, one in eight rolled back; how many events."""
    rng, done, stroke = random.Random(seed), 0, 0
    while goes_on(stroke):
        stroke += 1
        with database.session() as session:
            times = rng.randint(1, 4)
            happened(session, times=times)
            session.execute(text("SELECT pg_sleep(:s)"), {"s": rng.choice((0, 0, 0.002, 0.01))})
            happened(session, times=times)
            if rng.random() < 0.125:
                session.rollback()
                continue
            session.commit()
            done += 2 * times
    return done


def seal(database: Database, over: threading.Event) -> int:
    done = 0
    while not over.is_set():
        done += seal_all(database, at_most=50)
    return done


def hammer(address: Address, goes_on: Callable[[int], bool]) -> None:
    database = Database(
        address.app_url, Vault(bytes(32)), pool_size=WRITERS + SEALERS, statement_timeout_ms=20_000
    )
    over = threading.Event()
    sealers = [threading.Thread(target=seal, args=(database, over)) for _ in range(SEALERS)]
    for thread in sealers:
        thread.start()
    written = sum(at_once([partial(write, database, seed, goes_on) for seed in range(WRITERS)]))
    over.set()
    for thread in sealers:
        thread.join()
    seal_all(database)
    with database.transaction() as session:
        leaves = chain.leaves_of(sealing.seals(session))
        assert len(leaves) == len(set(leaves)) == written
        assert chain.first_difference(leaves, verifying.leaves(session, sealing.seals(session))) is None
        assert sealing.tail(session) == (0, None)
        assert sealing.seals(session)[-1].at == NOW
    database.close()


def test_eight_write_and_two_seal(address: Address) -> None:
    hammer(address, lambda stroke: stroke < STROKES)


@pytest.mark.long
def test_eight_write_and_two_seal_for_a_minute(address: Address) -> None:
    end = time.monotonic() + SECONDS
    hammer(address, lambda _: time.monotonic() < end)
