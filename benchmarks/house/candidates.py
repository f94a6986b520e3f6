"""What the search for candidates costs: a million offers in three kinds of country, against the barest of selects.

Only the two tables of the search are filled; nobody stands behind the offers but where rules are asked for.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import text

from benchmarks.house.community import empty_community
from benchmarks.house.copying import owner, plain_url
from benchmarks.house.database import BenchDatabase, Where, bench_database
from benchmarks.house.geography import Place
from benchmarks.house.pools import CATEGORIES, make_pools, stand_in
from benchmarks.report import Row
from core import places
from core.ids import new_id
from matching.rules.distance import EARTH_KM, mercator
from matching.words.values import Point
from services.places import search, supply, walk
from services.places.supply import APART

K = 20
OFFERS = 1_000_000
CALLS = 1_000
TIMES_BARE, P99_MS, RECALL, TIMES_DRIVER = 6.0, 1.5, 0.999, 2.0
_BARE = "SELECT offer_id FROM supply WHERE pool_id = %s AND cell = %s ORDER BY last_asked_at LIMIT 20"


@dataclass(frozen=True, slots=True)
class Country:
    """A place where offers are, and where they are looked for."""

    name: str
    draw: Callable[[random.Random], Place]
    look: Callable[[random.Random], Place]


def _city(rng: random.Random) -> Place:
    return 42.73 + rng.gauss(0, 0.03), -84.55 + rng.gauss(0, 0.04)


@cache
def _towns() -> list[Place]:
    rng = random.Random(5)
    return [(rng.uniform(40, 48), rng.uniform(0, 12)) for _ in range(200)]


def _country(rng: random.Random) -> Place:
    lat, lon = rng.choice(_towns())
    return lat + rng.gauss(0, 0.05), lon + rng.gauss(0, 0.07)


def _countryside(rng: random.Random) -> Place:
    return rng.uniform(-34, -24), rng.uniform(18, 31)


def _outside_the_city(rng: random.Random) -> Place:
    return 43.3 + rng.uniform(-0.1, 0.1), -84.55 + rng.uniform(-0.1, 0.1)


COUNTRIES = (
    Country("city", _city, _city),
    Country("65 km from the city", _city, _outside_the_city),
    Country("country", _country, _country),
    Country("countryside", _countryside, _countryside),
)


def rows(
    _full: bool = False, *, offers: int = OFFERS, calls: int = CALLS, where: Where = bench_database
) -> list[Row]:
    """Every goal of the search; `offers` of all countries together."""
    with where() as bench:
        pools = _fill(bench, offers, random.Random(3))
        costs = [row for country in COUNTRIES for row in _cost(bench, country, pools, offers, calls)]
        return [*costs, _recall(bench, pools, calls), *_turns(bench, calls)]


def _fill(bench: BenchDatabase, offers: int, rng: random.Random) -> dict[str, tuple[UUID, int]]:
    """By kind of country: its community and the pool that is searched there."""
    pools: dict[str, tuple[UUID, int]] = {}
    kinds = {"city": _city, "country": _country, "countryside": _countryside}
    with owner(bench) as connection:
        for name, draw in kinds.items():
            community = empty_community(bench)
            pool = make_pools(connection, community)[CATEGORIES[0]]
            cells = [places.cell_of(*draw(rng)) for _ in range(offers // len(kinds))]
            stand_in(connection, [(new_id(), pool, cell) for cell in cells])
            pools[name] = community, pool
        connection.execute("ANALYZE")
    pools["65 km from the city"] = pools["city"]
    return pools


def _cost(
    bench: BenchDatabase, country: Country, pools: dict[str, tuple[UUID, int]], offers: int, calls: int
) -> Iterator[Row]:
    """The search by our code against the same statement by the driver, and that against a bare select."""
    ours, driver, bare = _timed(bench, country, *pools[country.name], calls)
    what = f"candidates, {offers:,} offers, {country.name}: "
    alone = statistics.median(driver)
    p50, p99 = statistics.median(ours), float(np.percentile(ours, 99))
    times_bare, times_driver = alone / statistics.median(bare), p50 / alone
    yield Row(
        what + "the search, by the driver, against a bare select of 20",
        f"{alone:.2f} ms = {times_bare:.1f} ×",
        f"≤ {TIMES_BARE:g} ×",
        times_bare <= TIMES_BARE,
    )
    slow = float(np.percentile(driver, 99))
    yield Row(what + "p99, by the driver", f"{slow:.2f} ms", f"≤ {P99_MS:g} ms", slow <= P99_MS)
    yield Row(
        what + "our code against the driver",
        f"{p50:.2f} ms (p99 {p99:.2f}) = {times_driver:.1f} ×",
        f"≤ {TIMES_DRIVER:g} ×",
        times_driver <= TIMES_DRIVER,
    )


def _timed(
    bench: BenchDatabase, country: Country, community: UUID, pool: int, calls: int
) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each call: the search, the same statement by the driver alone, a bare select; in turn."""
    rng = random.Random(11)
    ours: list[float] = []
    driver: list[float] = []
    bare: list[float] = []
    with (
        bench.database.transaction() as session,
        psycopg.connect(plain_url(bench.address.direct_url), autocommit=True) as connection,
    ):
        connection.prepare_threshold = 1
        full_cells = connection.execute(
            "SELECT cell FROM supply WHERE pool_id = %s GROUP BY 1 HAVING count(*) >= 20 LIMIT 200", (pool,)
        ).fetchall() or [(0,)]
        for call in range(calls + 20):
            point = Point(*places.centre(places.cell_of(*country.look(rng))))
            cell = rng.choice(full_cells)[0]
            timed = (
                _ms(lambda p=point: list(islice(search.near(session, [community], CATEGORIES[0], p), K))),  # type: ignore[misc]
                _ms(lambda p=point: _by_driver(connection, community, p)),  # type: ignore[misc]
                _ms(lambda c=cell: connection.execute(_BARE, (pool, c)).fetchall()),  # type: ignore[misc]
            )
            if call >= 20:
                for times, one in zip((ours, driver, bare), timed, strict=True):
                    times.append(one)
    return ours, driver, bare


def _ms(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _by_driver(connection: psycopg.Connection, community: UUID, point: Point) -> list[UUID]:
    """The search's own statement, and nothing else."""
    values = {
        "community": community,
        "category": CATEGORIES[0],
        "apart": APART,
        "lon": point.lon,
        "y": mercator(point.lat),
        "page": walk.PAGE,
    }
    statement = re.sub(r"(?<!:):(\w+)", r"%(\1)s", search._FIRST.text)
    return [offer for _, offer in connection.execute(statement, values).fetchall()]


def _recall(bench: BenchDatabase, pools: dict[str, tuple[UUID, int]], calls: int) -> Row:
    """The share of what the search finds that is among the 20 nearest, or as near as the twentieth, by brute force."""
    rng, hits, wanted = random.Random(13), 0, 0
    with bench.database.transaction() as session:
        for country in COUNTRIES:
            community, pool = pools[country.name]
            supplied = session.execute(
                text("SELECT cell, offer_id FROM supply WHERE pool_id = :pool"), {"pool": pool}
            ).all()
            cell_of = {offer: cell for cell, offer in supplied}
            cells, size = np.unique(np.array([cell for cell, _ in supplied]), return_counts=True)
            centres = np.radians(np.array([places.centre(int(cell)) for cell in cells]))
            for _ in range(max(1, calls // 8)):
                point = Point(*places.centre(places.cell_of(*country.look(rng))))
                km = _km(point, centres)
                order = np.argsort(km)
                enough = int(np.searchsorted(np.cumsum(size[order]), K))
                limit = km[order[min(enough, len(order) - 1)]] + 1e-6
                away = dict(zip(cells.tolist(), km.tolist(), strict=True))
                near = list(islice(search.near(session, [community], CATEGORIES[0], point), K))
                hits += sum(away[cell_of[offer]] <= limit for offer in near)
                wanted += K
    share = hits / wanted
    return Row(
        "candidates: distance recall@20 against brute force", f"{share:.4f}", f"≥ {RECALL}", share >= RECALL
    )


def _km(point: Point, centres: NDArray[np.float64]) -> NDArray[np.float64]:
    lat, lon = np.radians(point.lat), np.radians(point.lon)
    up = np.sin((centres[:, 0] - lat) / 2) ** 2
    across = np.sin((centres[:, 1] - lon) / 2) ** 2
    away: NDArray[np.float64] = (
        2 * EARTH_KM * np.arcsin(np.sqrt(up + np.cos(lat) * np.cos(centres[:, 0]) * across))
    )
    return away


def _turns(bench: BenchDatabase, calls: int) -> Iterator[Row]:
    """In one crowded cell: everybody is found once before anybody is found again."""
    crowd, point = K * max(2, calls // 20), Point(42.73, -84.55)
    community = empty_community(bench)
    with owner(bench) as connection:
        pool = make_pools(connection, community)[CATEGORIES[0]]
        cell = places.cell_of(point.lat, point.lon)
        stand_in(connection, [(new_id(), pool, cell) for _ in range(crowd)])
    asked: list[UUID] = []
    with bench.database.transaction() as session:
        for turn in range(crowd // K):
            nearest = list(islice(search.near(session, [community], CATEGORIES[0], point), K))
            supply.mark_asked(session, nearest, datetime.now(UTC) + timedelta(seconds=turn))
            asked += nearest
    yield Row(
        f"candidates: {crowd} in one cell, {K} at a time",
        f"{len(set(asked))} of {crowd} found before anybody twice",
        "all",
        len(set(asked)) == crowd,
    )
