"""Whether one caller can stop the others: what the dearest single call costs, and what an honest caller waits beside
crowds of the dearest ones.
"""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil

from benchmarks.house import cpu
from benchmarks.house.crowd import Job, Request
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.house.hurtful_town import Call, HurtfulTown, Size, calls, hurtful_town
from benchmarks.house.serving import served
from benchmarks.report import Row

GOAL_CPU_S, GOAL_TIMES = 1.0, 5.0
POOL = 8
DEAREST = 10
SIGN_INS = 8
"""So many sign-ins the crowd has of whoever the route is meant for, and as many of somebody whom it refuses."""
CROWD, HONEST = "127.0.8.1", "127.0.9.1"
"""Addresses on loopback in two networks."""
PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call cost: CPU of the API and of its connections' PostgreSQL processes together."""

    call: Call
    status: int
    cpu_s: float

    def __str__(self) -> str:
        return f"{self.call.name} {self.cpu_s:.2f} s"


def rows(
    _full: bool = False,
    *,
    size: Size | None = None,
    idle_calls: int = 300,
    crowds: int = DEAREST,
    where: Where = bench_database,
) -> list[Row]:
    """Both goals, over one town; crowds come of so many of the dearest calls."""
    with where() as bench, hurtful_town(bench, size or Size()) as town:
        token = town.people["member"].access_token
        with served(bench, token, MINKA_ENV="development", MINKA_POOL_SIZE=str(POOL)) as (url, process):
            costs = sorted(_costs(bench, town, url, process), key=lambda cost: -cost.cpu_s)
            dearest = [cost.call for cost in costs if not cost.call.takes_leave][:crowds]
            return [_worst(costs), _beside(town, url, dearest, idle_calls)]


def _worst(costs: Sequence[Cost]) -> Row:
    dearest, *others = costs
    broken = [str(cost) for cost in costs if cost.status >= 500 and cost.call.path != "/readyz"]
    figures = f"{dearest}; then {'; '.join(map(str, others[:3]))}" + (f"; 5xx: {broken}" if broken else "")
    what = f"the dearest call of {len(costs)}, on data made to hurt: CPU with PostgreSQL's"
    met = dearest.cpu_s <= GOAL_CPU_S and not broken
    return Row(what, figures, f"≤ {GOAL_CPU_S:g} s, no 5xx", met)


def _costs(bench: BenchDatabase, town: HurtfulTown, url: str, process: psutil.Process) -> list[Cost]:
    costs = []
    with httpx.Client(base_url=url, timeout=60) as http:
        for call in calls():
            if call.method == "GET":  # so that no plan or page that is not there yet is measured
                _answer(http, town, call)
            before = cpu.used(bench, process)
            status = _answer(http, town, call)
            costs.append(Cost(call, status, cpu.used(bench, process) - before))
    return costs


def _answer(http: httpx.Client, town: HurtfulTown, call: Call) -> int:
    person, one = town.people.get(call.role), town.filled(call)
    headers = {"If-Match": "*"} | (person.headers if person else {})
    return http.request(one.method, one.path, json=one.body, headers=headers).status_code


def _beside(town: HurtfulTown, url: str, dearest: Sequence[Call], idle_calls: int) -> Row:
    """An honest caller's p99 while crowds of each of these calls come, against idle."""
    transport = httpx.HTTPTransport(local_address=HONEST)
    headers = town.people["asked"].headers
    statuses: Counter[int] = Counter()
    with closing(httpx.Client(base_url=url, headers=headers, timeout=60, transport=transport)) as honest:
        for _ in range(20):
            _wait_ms(honest)
        idle = [_wait_ms(honest) for _ in range(idle_calls)]
        beside: list[float] = []
        for call in dearest:
            crowd = _send(town, url, call)
            while crowd.poll() is None:
                beside.append(_wait_ms(honest))
            assert crowd.stdout is not None
            statuses.update(int(status) for status in crowd.stdout.read().strip("[]\n").split(","))
            crowd.stdout.close()
    usual, crowded = float(np.percentile(idle, 99)), float(np.percentile(beside, 99))
    broken = sum(count for status, count in statuses.items() if status == 0 or status >= 500)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    return Row(
        f"an honest caller's p99 beside {4 * POOL} calls at once of each of the {len(dearest)} dearest",
        f"{crowded:.0f} ms / {usual:.0f} ms idle = {crowded / usual:.1f} × ({len(beside)} calls; {told})",
        f"≤ {GOAL_TIMES:g} ×, all answered, no 5xx",
        crowded <= GOAL_TIMES * usual and broken == 0,
    )


def _wait_ms(honest: httpx.Client) -> float:
    """How long an honest call takes, and a pause as people make them."""
    began = time.perf_counter()
    honest.get("/v1/needs?limit=20").raise_for_status()
    took = (time.perf_counter() - began) * 1000
    time.sleep(PAUSE_S)
    return took


def _send(town: HurtfulTown, url: str, call: Call) -> "subprocess.Popen[str]":
    """The crowd: three quarters by whoever may, a quarter by somebody who is refused."""
    one = town.filled(call)
    may, may_not = town.sign_ins(call.role, SIGN_INS), town.sign_ins("outsider", SIGN_INS)
    tokens = [(may if number % 4 else may_not)[number % SIGN_INS] for number in range(4 * POOL)]
    requests = [Request(one.method, one.path, token, one.body) for token in tokens]
    job = Job(urlsplit(url).port or 80, CROWD, requests)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.house.crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(job.written())
    process.stdin.close()
    return process
