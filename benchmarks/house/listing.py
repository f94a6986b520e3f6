"""What a list costs: `GET /v1/needs` against a bare psycopg + orjson handler in the same server, on the same data.

Both routes live in one process and are called in turn, so that the machine's mood falls on both. The figure is
CPU time of the server process per call.
"""

import statistics

import httpx
import psutil

from benchmarks.house import pooled
from benchmarks.house.community import BenchCommunity, build
from benchmarks.house.database import Where, bench_database
from benchmarks.house.serving import served
from benchmarks.report import Row

NEEDS = 100_000
CALLS = 150
ROUNDS = 10
GOAL = 3.0
TICK = 10.0
"""Milliseconds in which a process's CPU is counted: fewer calls than fill one measure nothing."""


def rows(
    _full: bool = False,
    *,
    needs: int = NEEDS,
    calls: int = CALLS,
    rounds: int = ROUNDS,
    where: Where = bench_database,
) -> list[Row]:
    """The ratio of CPU per call, median of alternating rounds; and what a pooler before the database adds."""
    with where() as bench:
        community = build(bench, needs=needs)
        with served(bench, community.access_token) as (url, process):
            ours, bare = _alternate(url, community, process, calls, rounds)
        lent = pooled.row(bench, community, calls=calls, rounds=rounds)
    ratios = sorted(a / max(b, TICK / calls) for a, b in zip(ours, bare, strict=True))
    ratio = statistics.median(ratios)
    figures = f"{statistics.median(ours):.2f} ms / {statistics.median(bare):.2f} ms = {ratio:.2f} ×"
    return [
        Row(
            f"GET /v1/needs, 20 of {needs:,}: CPU a call, against bare psycopg + orjson",
            f"{figures} ({ratios[0]:.2f}-{ratios[-1]:.2f})",
            f"≤ {GOAL:g} ×",
            ratio <= GOAL,
        ),
        lent,
    ]


def _alternate(
    url: str, community: BenchCommunity, process: psutil.Process, calls: int, rounds: int
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    bare: list[float] = []
    headers = {"Authorization": f"Bearer {community.access_token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        for path in ("/v1/needs?limit=20", "/bare"):
            _cpu(process, client, path, calls)
        for _ in range(rounds):
            ours.append(_cpu(process, client, "/v1/needs?limit=20", calls))
            bare.append(_cpu(process, client, "/bare", calls))
    return ours, bare


def _cpu(process: psutil.Process, client: httpx.Client, path: str, calls: int) -> float:
    """Milliseconds of CPU of the server per call."""
    before = process.cpu_times()
    for _ in range(calls):
        client.get(path).raise_for_status()
    after = process.cpu_times()
    return float(after.user - before.user + after.system - before.system) / calls * 1000
