"""The way from a need to a push in each country, with all of Minka running on it."""

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

import httpx
import psutil

from benchmarks.growth.country import Country
from benchmarks.growth.routes import ROUTES, Call, Callers
from benchmarks.growth.rows import grown, told
from benchmarks.house.pushes import until_received
from benchmarks.house.running import running
from benchmarks.report import Row
from tests.servers.fcm import FcmServer

MANY, FIRST = 12, 4
_POSTING = next(route for route in ROUTES if route.name == "POST /v1/needs")


def rows(countries: Sequence[Country], many: int) -> Iterator[Row]:
    """A need is posted, and a phone rings. The first ones are not counted: a worker that has just begun looks for what
    fell due before it.
    """
    seconds, memory = [], []
    for country in countries:
        calls = Callers(country, [_POSTING]).calls(_POSTING, FIRST + many)
        with FcmServer() as fcm, running(country.bench, fcm) as http:
            _until_rung(country, fcm, http, calls[:FIRST])
            taken = _until_rung(country, fcm, http, calls[FIRST:])
            memory.append(_worker_mb())
        seconds.append(statistics.median(taken.values()))
    yield grown(f"need posted → push received, median of {many}", seconds, ".2f", "s")
    yield Row(
        "the worker's memory, its round process and solver with it", f"{told(memory, '.0f')} MB", "", None
    )


def _until_rung(
    country: Country, fcm: FcmServer, http: httpx.Client, calls: Sequence[Call]
) -> dict[str, float]:
    """Posts these needs; the seconds from each to its push. Some ring no phone, for who is asked reads letters."""
    posted: dict[str, tuple[str, datetime]] = {}
    for call in calls:
        began = datetime.now(UTC)
        answer = http.request(call.method, call.path, json=call.body, headers=call.headers)
        posted[answer.raise_for_status().json()["id"]] = "soon", began
        time.sleep(0.3)
    taken = until_received(country.bench, fcm, posted, partial(_by_letter, country, posted))
    if silent := posted.keys() - taken.keys() - _by_letter(country, posted):
        raise RuntimeError(f"{len(silent)} of {len(posted)} needs rang no phone")
    return taken


def _by_letter(country: Country, needs: Iterable[str]) -> set[str]:
    """Of these needs those for which somebody was asked, but nobody with a phone."""
    asked = country.ask(
        "SELECT m.need_id::text FROM match m LEFT JOIN device d ON d.person_id = m.helper_person_id"
        " WHERE m.need_id = ANY(CAST(%s AS uuid[])) GROUP BY m.need_id HAVING NOT bool_or(d.id IS NOT NULL)",
        list(needs),
    )
    return {row[0] for row in asked}


def _worker_mb() -> float:
    """What the worker that this process started holds, with its children, in megabytes."""
    workers = [one for one in psutil.Process().children() if "worker" in one.cmdline()]
    processes = [child for worker in workers for child in (worker, *worker.children(recursive=True))]
    return sum(float(one.memory_info().rss) for one in processes) / 1e6
