"""What a call costs in one country and in another: the same routes on all of them, in turn, in one run."""

import statistics
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx
import numpy as np
import psutil

from benchmarks.growth.country import Country
from benchmarks.growth.routes import ROUTES, Call, Callers, Route
from benchmarks.house import cpu
from benchmarks.house.serving import served

WARM = 12
"""So many calls of a route are not counted: the driver prepares a statement at its sixth time on a connection, and the
server settles on a plan after five more.
"""
WARM_ONCE = 4
"""Of a route that takes things away, so many."""


@dataclass(slots=True)
class Cost:
    """What calls of one route took: milliseconds each, seconds of CPU in all, and how many were not answered well."""

    latencies: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    refused: list[str] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """Of a call, the API's and PostgreSQL's."""
        return 1000 * self.cpu_s / max(1, len(self.latencies))

    @property
    def median(self) -> float:
        return statistics.median(self.latencies) if self.latencies else 0.0

    @property
    def p95(self) -> float:
        return float(np.percentile(self.latencies, 95)) if self.latencies else 0.0


class Measured(AbstractContextManager["Measured"]):
    """A country with an API of its own, and what its routes cost so far."""

    def __init__(self, country: Country) -> None:
        self.country, self.callers = country, Callers(country)
        self.costs = {route.name: Cost() for route in ROUTES}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        [somebody] = self.callers.calls(ROUTES[0], 1)
        api = served(self.country.bench, somebody.secret, MINKA_ENV="development", MINKA_LIMITS="1000000")
        url, self.process = self._stack.enter_context(api)
        self._http = self._stack.enter_context(httpx.Client(base_url=url, timeout=60))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def warm(self, route: Route) -> None:
        for call in self.callers.calls(route, WARM_ONCE if route.once else WARM):
            self._send(call)

    def measure(self, route: Route, many: int) -> None:
        """So many calls more, one after the other."""
        calls, cost = self.callers.calls(route, many), self.costs[route.name]
        before = cpu.used(self.country.bench, self.process)
        for call in calls:
            began = time.perf_counter()
            answer = self._send(call)
            cost.latencies.append(1000 * (time.perf_counter() - began))
            if answer.status_code >= 300:
                cost.refused.append(f"{answer.status_code} {answer.text[:120]}")
        cost.cpu_s += cpu.used(self.country.bench, self.process) - before

    def memory_mb(self) -> float:
        """What the API's process holds, in megabytes."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def _send(self, call: Call) -> httpx.Response:
        return self._http.request(call.method, call.path, json=call.body, headers=call.headers)


def in_turn(countries: Sequence[Measured], *, rounds: int, each: int) -> None:
    """All routes on all countries: in each round so many calls of one, then of the next; every other round in the
    opposite order, so that the machine's mood falls on all.
    """
    for route in ROUTES:
        for country in countries:
            country.warm(route)
        for number in range(rounds):
            for country in countries if number % 2 else reversed(countries):
                country.measure(route, each)
