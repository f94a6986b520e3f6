"""What looking over the sealed record costs: 100,000 events, as `manage.py audit verify` does it."""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from benchmarks.house.copying import copy, owner
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.report import Row
from core.audit import sealing, verifying, witnessing
from core.ids import new_id

EVENTS = 100_000
ROUNDS = 7
GOAL = 1.0


def rows(
    _full: bool = False, *, events: int = EVENTS, rounds: int = ROUNDS, where: Where = bench_database
) -> list[Row]:
    """Seconds to verify, the median of some rounds, and to seal as many."""
    with where() as bench, tempfile.TemporaryDirectory(prefix="minka-bench-") as folder:
        _happened(bench, events)
        heads = Path(folder) / "heads"
        began = time.perf_counter()
        _seal(bench, heads)
        sealing_took = time.perf_counter() - began
        took = sorted(_verify(bench, heads, events) for _ in range(rounds))
    median = statistics.median(took)
    return [
        Row(
            f"audit verify, {events:,} events",
            f"{median:.2f} s ({took[0]:.2f}-{took[-1]:.2f})",
            f"≤ {GOAL:g} s",
            median <= GOAL,
        ),
        Row(f"sealing {events:,} events", f"{sealing_took:.2f} s", "", None),
    ]


def _happened(bench: BenchDatabase, events: int) -> None:
    now, community = datetime.now(UTC), new_id()
    columns = ("at", "kind", "actor_id", "subject_type", "subject_id", "need_id", "community_id", "payload")
    lines = (
        (
            now,
            "match_accepted",
            UUID(int=n % 997),
            "match",
            UUID(int=n),
            UUID(int=n // 3),
            community,
            _PAYLOAD,
        )
        for n in range(events)
    )
    with owner(bench) as connection:
        copy(connection, "event", columns, lines)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) event")


_PAYLOAD = '{"quantity": 2, "how": "by_phone"}'


def _seal(bench: BenchDatabase, heads: Path) -> None:
    now, some = datetime.now(UTC), 1
    while some:
        with bench.database.transaction() as session:
            some = sealing.seal(session, now=now)
    with bench.database.transaction() as session:
        witnessing.witness(session, heads, now=now)


def _verify(bench: BenchDatabase, heads: Path, events: int) -> float:
    """Seconds that looking everything over takes; all of it must hold."""
    with bench.database.transaction() as session:
        began = time.perf_counter()
        found = verifying.verify(session, heads)
        took = time.perf_counter() - began
    if (found.sealed, found.tail, found.fault) != (events, 0, None):
        raise RuntimeError(f"the record does not hold: {found.fault}")
    return took
