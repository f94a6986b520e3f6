"""Whether the queue of events to announce slows down beside a transaction that somebody holds open for minutes.

As long as it is open, the server keeps every row that was worked off, and each claim might have to step over them all.
"""

import time
from datetime import UTC, datetime

import psycopg

from benchmarks.house.copying import copy, owner, plain_url
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.report import Row
from core.ids import new_id
from notifications.announce import outbox

EVENTS = 10_000
GOAL = 0.2


def rows(
    full: bool = False, *, events: int = EVENTS, rounds: int = 3, where: Where = bench_database
) -> list[Row]:
    """The share of its rate that the queue loses: the median of some rounds, each free and held in turn."""
    with where() as bench:
        _worked_off(bench, events // 10)  # so that nothing is read in for the first time
        losses = sorted(_loss(bench, events * (5 if full else 1)) for _ in range(rounds))
    lost = losses[len(losses) // 2]
    return [
        Row(
            f"announcing {events:,} events beside a transaction held open, against none",
            f"loses {100 * lost:.0f} % ({100 * losses[0]:.0f} to {100 * losses[-1]:.0f} %)",
            f"≤ {100 * GOAL:.0f} %",
            lost <= GOAL,
        )
    ]


def _loss(bench: BenchDatabase, events: int) -> float:
    free = _worked_off(bench, events)
    with psycopg.connect(plain_url(bench.address.direct_url)) as holding:
        holding.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        holding.execute("SELECT count(*) FROM event_todo")
        held = _worked_off(bench, events)
    return 1 - free / held


def _worked_off(bench: BenchDatabase, events: int) -> float:
    """Seconds in which so many events that concern nobody are announced; each batch is a transaction."""
    with owner(bench) as connection:
        now = datetime.now(UTC)
        lines = ((now, "person_joined", "person", new_id(), "{}") for _ in range(events))
        copy(connection, "event", ("at", "kind", "subject_type", "subject_id", "payload"), lines)
        connection.execute(
            "INSERT INTO event_todo (event_id, at) SELECT id, at FROM event WHERE at = %s", [now]
        )
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE event_todo")
    began = time.perf_counter()
    done, some = 0, outbox.BATCH
    while some:
        with bench.database.transaction() as session:
            done += (some := outbox.announce(session, now=now))
    took = time.perf_counter() - began
    if done != events:
        raise RuntimeError(f"{done} of {events} events were announced")
    return took
