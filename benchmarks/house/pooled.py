"""What a list costs whose connections are lent by PgBouncer, transaction by transaction, against one that has its own.

Two APIs on the same data, one behind the pooler, are called in turn. The figure is what a caller waits; beside it the
CPU of each process for a call.
"""

import statistics
import time
from dataclasses import dataclass, field, replace

import httpx
import psutil

from benchmarks.house.community import BenchCommunity
from benchmarks.house.database import BenchDatabase
from benchmarks.house.serving import served
from benchmarks.report import Row
from tests.servers.pgbouncer import PROGRAM, pgbouncer

GOAL = 1.5
LIST = "/v1/needs?limit=20"
WHAT = "GET /v1/needs through a pooler, against a line of one's own: what a caller waits"


@dataclass(slots=True)
class _Way:
    """A client of one of the two APIs, and milliseconds a call of each round: waited, and of the process's CPU."""

    http: httpx.Client
    process: psutil.Process
    waited: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def call(self, calls: int) -> None:
        before, began = self.process.cpu_times(), time.perf_counter()
        for _ in range(calls):
            self.http.get(LIST).raise_for_status()
        took, after = time.perf_counter() - began, self.process.cpu_times()
        self.waited.append(1000 * took / calls)
        self.cpu.append(1000 * (after.user - before.user + after.system - before.system) / calls)


def row(bench: BenchDatabase, community: BenchCommunity, *, calls: int, rounds: int) -> Row:
    """The median of alternating rounds; without PgBouncer nothing is measured, and the row says so."""
    server = bench.address.server
    if PROGRAM is None or server is None:
        return Row(WHAT, "not measured: PgBouncer is not installed", "", None)
    with pgbouncer(server) as pooler:
        behind = replace(bench, address=pooler.before(bench.address))
        with (
            served(bench, community.access_token) as (own_url, own_process),
            served(behind, community.access_token) as (lent_url, lent_process),
            _client(own_url, community) as own_http,
            _client(lent_url, community) as lent_http,
        ):
            own, lent = _Way(own_http, own_process), _Way(lent_http, lent_process)
            for _ in range(rounds + 1):  # the first is not counted
                own.call(calls)
                lent.call(calls)
    ratios = sorted(b / a for a, b in zip(own.waited[1:], lent.waited[1:], strict=True))
    ratio = statistics.median(ratios)
    waited, cpu = (
        f"{statistics.median(b[1:]):.2f} ms / {statistics.median(a[1:]):.2f} ms"
        for a, b in ((own.waited, lent.waited), (own.cpu, lent.cpu))
    )
    figures = f"{waited} = {ratio:.2f} × ({ratios[0]:.2f}-{ratios[-1]:.2f}); CPU {cpu}"
    return Row(WHAT, figures, f"≤ {GOAL:g} ×", ratio <= GOAL)


def _client(url: str, community: BenchCommunity) -> httpx.Client:
    return httpx.Client(
        base_url=url, headers={"Authorization": f"Bearer {community.access_token}"}, timeout=30
    )
