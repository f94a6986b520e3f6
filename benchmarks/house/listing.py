"""What a list costs: `GET /v1/needs` against a bare psycopg + orjson handler in the same server, on the same data.

Both routes live in one process and are called in turn, so that the machine's mood falls on both. The figure is
CPU time of the server process per call.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil

from benchmarks.house.community import BenchCommunity, build
from benchmarks.house.database import BenchDatabase, Where, bench_database
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
    """The ratio of CPU per call, median of alternating rounds."""
    with where() as bench:
        community = build(bench, needs=needs)
        with served(bench, community.access_token) as (url, process):
            ours, bare = _alternate(url, community, process, calls, rounds)
    ratios = sorted(a / max(b, TICK / calls) for a, b in zip(ours, bare, strict=True))
    ratio = statistics.median(ratios)
    figures = f"{statistics.median(ours):.2f} ms / {statistics.median(bare):.2f} ms = {ratio:.2f} ×"
    return [
        Row(
            f"GET /v1/needs, 20 of {needs:,}: CPU a call, against bare psycopg + orjson",
            f"{figures} ({ratios[0]:.2f}-{ratios[-1]:.2f})",
            f"≤ {GOAL:g} ×",
            ratio <= GOAL,
        )
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


def environment(bench: BenchDatabase) -> dict[str, str]:
    """What a process of Minka's needs to run on this database."""
    return os.environ | {
        "MINKA_ENV": "production",
        "MINKA_PUBLIC_URL": "https://minka.example.org",
        "MINKA_OPERATOR_MAIL": "operator@example.org",
        "MINKA_MASTER_KEY": bench.master_key,
        "MINKA_KEYS": bench.keys,
        "MINKA_SMTP_HOST": "127.0.0.1",
        "MINKA_MAIL_FROM": "Minka <minka@example.org>",
        "MINKA_DATABASE_URL": bench.address.app_url,
    }


@contextmanager
def served(bench: BenchDatabase, access_token: str, **more: str) -> Iterator[tuple[str, psutil.Process]]:
    """The API with its bare route, as a process of its own: where it listens, and the process. `more`: environment."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.house.listing_server"],
        env=environment(bench) | {"BENCH_TOKEN": access_token} | more,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx.Client(transport=httpx.HTTPTransport(retries=50)) as client:
            client.get(f"{url}/healthz").raise_for_status()
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout is not None:
            process.stdout.close()
