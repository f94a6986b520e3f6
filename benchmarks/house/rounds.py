"""A round of 10,000 needs, from the database to proposals; and what the API's callers notice of it.

Durable, as in earnest, and as the worker has it: rounds run in their own process, which steps back, beside the API's.
Two identical idle stretches differ by themselves (A/A), so ten pairs of them take turns with ten that
have a round in them.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import httpx
import numpy as np
import psycopg

from benchmarks.house import bare_round
from benchmarks.house.community import BenchCommunity, build, forget_proposals
from benchmarks.house.copying import plain_url
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.house.serving import served
from benchmarks.report import Row
from scheduler.round_process import RoundProcess

SECONDS = 2.0
WORSE = 1.10
PAIRS = 10
A_SECOND = 50
"""Calls a second while the API is watched: an evening's traffic, not a storm."""


def rows(
    _full: bool = False,
    *,
    needs: int = 10_000,
    offers: int = 10_000,
    pairs: int = PAIRS,
    bare: int = 3,
    many: int = 10,
    seconds: float = 10.0,
    where: Where = bench_database,
) -> list[Row]:
    """The round's time, the best of three and the middle one; the same against its bare statements, so often in turn;
    and the API's p99 while a round runs.
    """
    with where() as bench, closing(RoundProcess(bench.address.direct_url)) as next_door:
        community = build(bench, needs=needs, offers=offers)
        taken, proposals = _time(bench, next_door, community, many)
        middle = statistics.median(taken)
        what = f"a round of {needs:,} needs among {offers:,} helpers, database to proposals"
        first = Row(
            what,
            f"{middle:.2f} s, best {min(taken):.2f} s; {proposals:,} proposals",
            f"≤ {SECONDS:g} s",
            middle <= SECONDS,
        )
        beside = bare_round.row(bench, community, many=many, rounds=bare)
        return [first, beside, _watched(bench, next_door, community, pairs, many, seconds)]


def _time(
    bench: BenchDatabase, next_door: RoundProcess, community: BenchCommunity, many: int
) -> tuple[list[float], int]:
    taken: list[float] = []
    proposals = 0
    for _ in range(4):
        forget_proposals(bench, community)
        began = time.perf_counter()
        _run(bench, next_door, many)
        taken.append(time.perf_counter() - began)
        proposals = _proposals(bench, community)
    # The first one starts the processes, once in a worker's life.
    return taken[1:], proposals


def _run(bench: BenchDatabase, next_door: RoundProcess, many: int) -> None:
    if not next_door.run(bench.database, now=datetime.now(UTC), many=many):
        raise RuntimeError("the round came to no end: what was measured is no round")


def _proposals(bench: BenchDatabase, community: BenchCommunity) -> int:
    with psycopg.connect(plain_url(bench.address.direct_url)) as connection:
        query = "SELECT count(*) FROM match WHERE created_at > %s"
        counted = connection.execute(query, (community.built_at,)).fetchone()
        return int(counted[0]) if counted else 0


def _watched(
    bench: BenchDatabase,
    next_door: RoundProcess,
    community: BenchCommunity,
    pairs: int,
    many: int,
    seconds: float,
) -> Row:
    """p99 with a round against p99 without, pair by pair; beside it two stretches without. Each takes `seconds`.

    Whoever comes first after everything was forgotten finds colder caches: so it is forgotten before each stretch,
    and the three of a pair come in another order each time.
    """
    p99: dict[str, list[float]] = {"idle": [], "same": [], "busy": []}
    with served(bench, community.access_token) as (url, _), ThreadPoolExecutor(1) as beside:
        headers = {"Authorization": f"Bearer {community.access_token}"}
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            for pair in range(pairs):
                for stretch in _turned(list(p99), pair):
                    forget_proposals(bench, community)
                    _p99(client, 1.0)
                    under_way = beside.submit(_run, bench, next_door, many) if stretch == "busy" else None
                    p99[stretch].append(_p99(client, seconds))
                    if under_way:
                        under_way.result()
    spread = sorted(b / a for a, b in zip(p99["idle"], p99["same"], strict=True))
    worse = sorted(b / a for a, b in zip(p99["idle"], p99["busy"], strict=True))
    noise = max(1.0, float(np.quantile(spread, 0.75)))
    ratio = statistics.median(worse)
    return Row(
        f"GET /v1/needs while a round runs: p99 against idle, median of {pairs} pairs",
        f"{ratio:.2f} × ({worse[0]:.2f}-{worse[-1]:.2f}); A/A {statistics.median(spread):.2f} ×"
        f" ({spread[0]:.2f}-{spread[-1]:.2f})",
        f"≤ {WORSE * noise:.2f} ×: {WORSE:g} × A/A's upper quartile",
        ratio <= WORSE * noise,
    )


def _turned(stretches: list[str], times: int) -> list[str]:
    first = times % len(stretches)
    return stretches[first:] + stretches[:first]


def _p99(client: httpx.Client, seconds: float) -> float:
    """Milliseconds; calls come at an even pace, whether or not the one before was slow."""
    taken: list[float] = []
    began = time.perf_counter()
    for call in range(int(seconds * A_SECOND)):
        due = began + call / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        client.get("/v1/needs?limit=20").raise_for_status()
        taken.append(time.perf_counter() - max(due, began))
    return float(np.percentile(taken, 99)) * 1000
