"""What is done behind the routes, in each country in turn: the search for candidates, the clock's looks, and a round of
matching.
"""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from benchmarks.growth.country import Country
from benchmarks.growth.rows import grown, told
from benchmarks.house.copying import owner
from benchmarks.house.needs import copy_needs
from benchmarks.house.pools import CATEGORIES
from benchmarks.report import Row
from core import places
from core.crypto.keyring import keyring
from matching.words.values import Point
from scheduler.jobs import JOBS
from services.asking.rounds.round import run_round
from services.asking.rounds.solver_process import SolverProcess
from services.places import search

K, SEARCHES, LOOKS, ROUNDS, IN_A_ROUND = 20, 200, 9, 9, 300


def rows(countries: Sequence[Country]) -> Iterator[Row]:
    yield _searches(countries)
    yield _looks(countries)
    yield _rounds(countries)  # last: they ask helpers of whole circles


def _in_turn(
    countries: Sequence[Country], times: int, act: Callable[[Country, random.Random], None]
) -> list[float]:
    """The median milliseconds of an act in each country; they take turns, and draw the same lots."""
    taken: list[list[float]] = [[] for _ in countries]
    for number in range(times):
        for country, figures in zip(countries, taken, strict=True):
            began = time.perf_counter()
            act(country, random.Random(number))
            figures.append(1000 * (time.perf_counter() - began))
    return [statistics.median(figures[len(figures) // 10 :]) for figures in taken]


def _searches(countries: Sequence[Country]) -> Row:
    """The nearest helpers to a place, read as a wave reads them."""
    where = {
        id(country): country.ask(
            "SELECT community_id, cell FROM need WHERE status = 'open' AND cell IS NOT NULL ORDER BY id LIMIT 200"
        )
        for country in countries
    }

    def look(country: Country, rng: random.Random) -> None:
        community, cell = rng.choice(where[id(country)])
        point = Point(*places.centre(cell))
        with country.bench.database.transaction() as session:
            list(islice(search.near(session, [community], rng.choice(CATEGORIES), point), K))

    return grown(
        f"candidates: the {K} nearest, {SEARCHES} searches", _in_turn(countries, SEARCHES, look), ".2f", "ms"
    )


def _looks(countries: Sequence[Country]) -> Row:
    """Every job but the hourly one, where nothing is due: what the clock asks, some of it every ten minutes."""
    jobs, each = [job for job in JOBS if job.every < timedelta(hours=1)], Counter[str]()

    def look(country: Country, rng: random.Random) -> None:
        for job in jobs:
            began = time.perf_counter()
            job.run(country.bench.database, country.made_at, rng)
            if country is countries[-1]:
                each[job.name] += time.perf_counter() - began  # type: ignore[assignment]

    figures = _in_turn(countries, LOOKS, look)
    most = ", ".join(f"{name} {1000 * took / LOOKS:,.0f}" for name, took in each.most_common(3))
    more = f"; of the largest country's {most}"
    row = grown(f"each of {len(jobs)} jobs looks once and finds nothing", figures, ".0f", "ms", more=more)
    return Row(row.what, row.measured, "", None)


def _rounds(countries: Sequence[Country]) -> Row:
    """A round of as many needs everywhere, all in one circle; each round in another, where nobody was asked before."""
    taken: list[list[float]] = [[] for _ in countries]
    with SolverProcess() as solver:
        for number in range(1 + ROUNDS):  # the first starts the solver
            for country, seconds in zip(countries, taken, strict=True):
                _make_due(country, number)
                began = time.perf_counter()
                run_round(country.bench.database, solver, now=datetime.now(UTC), many=10, rest=lambda: None)
                seconds.append(time.perf_counter() - began)
    proposals = "SELECT count(*) FROM match WHERE created_at > %s AND opened_by = 'engine'"
    found = [float(country.ask(proposals, country.made_at)[0][0]) for country in countries]
    more = f"; {told(found, ',.0f')} proposals in all"
    medians = [statistics.median(seconds[1:]) for seconds in taken]
    return grown(
        f"a round of {IN_A_ROUND} needs in one circle, median of {ROUNDS}", medians, ".2f", "s", more=more
    )


def _make_due(country: Country, number: int) -> None:
    """Needs in one of the first circles, which lie at the same places in each country, due for their first wave."""
    circles, rng = country.ask("SELECT id, lat, lon FROM community ORDER BY id"), random.Random(number)
    community, lat, lon = circles[number % len(circles)]
    authors = [
        row[0]
        for row in country.ask(
            "SELECT person_id FROM membership WHERE community_id = %s AND role = 'member'"
            " ORDER BY person_id DESC LIMIT 200",
            community,
        )
    ]
    where = [(lat + rng.gauss(0, 0.03), lon + rng.gauss(0, 0.03)) for _ in range(IN_A_ROUND)]
    with country.bench.database.transaction() as session, owner(country.bench) as connection:
        ring = keyring(session)
        ring.fetch(authors)
        copy_needs(connection, ring, community, authors, where, rng, datetime.now(UTC))
