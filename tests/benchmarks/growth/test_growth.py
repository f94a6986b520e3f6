"""Ten times the people, and no statement of a route or a job touches more of the database: what `make growth` measures
at length, here by the pages that PostgreSQL counts, without a clock.
"""

import random
import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from benchmarks.growth import __main__ as growth
from benchmarks.growth import touched
from benchmarks.growth.country import Country, build
from benchmarks.growth.routes import ROUTES, Callers, Route
from benchmarks.growth.shape import Shape, id_at, moment_of
from benchmarks.house.database import opened
from commands.application import whole
from core.database import due
from core.database.embedded import EmbeddedServer
from core.dials import Environment
from core.settings import Settings
from scheduler.job import Job
from scheduler.jobs import JOBS
from tests.support.databases import copied
from tests.support.server import Served

CIRCLE, FEW, MANY = 100, 3, 30
CALLS = 3
TIMES, BEYOND = 1.5, 150
"""What a statement may touch more: an index is a page higher, another person has another past. All people are 3,000."""
LOOKS_AT_ALL = {"look_over", "tell_quiet_helpers", "watch_communities"}
"""Jobs that read more where more people are (ADR 0030): everybody, once an hour in stretches; whoever was silent for
long; who answers for each circle.
"""
ASKED_FOR_HELP = "proposal_from_ally"
"""In statements that step over deliveries which are kept longer than others."""


@dataclass(frozen=True, slots=True)
class Countries:
    """One with few circles, and one with ten times as many."""

    few: Country
    many: Country
    apis: Mapping[int, httpx.Client]
    """The API over each, by its number of people."""

    def __iter__(self) -> Iterator[Country]:
        yield from (self.few, self.many)


@pytest.fixture(scope="module")
def countries(server: EmbeddedServer, template: str) -> Iterator[Countries]:
    with ExitStack() as stack:

        def country(circles: int) -> Country:
            address = stack.enter_context(copied(server, template))
            bench = stack.enter_context(opened(address))
            bench.database.limits = 1_000_000
            return build(bench, Shape(circles * CIRCLE, circle=CIRCLE))

        def api(country: Country) -> httpx.Client:
            settings = Settings(
                _env_file=None,
                env=Environment.DEVELOPMENT,
                master_key=SecretStr(country.bench.master_key),
                database_url=country.bench.address.app_url,
            )
            served = stack.enter_context(Served(whole(settings, country.bench.database)))
            return stack.enter_context(httpx.Client(base_url=served.url, timeout=60))

        both = country(FEW), country(MANY)
        yield Countries(*both, {one.shape.people: api(one) for one in both})


def _pages_of(countries: Countries, country: Country, route: Route) -> dict[str, touched.Touched]:
    """What each statement of it touches in the middle one of some calls, each of somebody else: in a small circle one
    has twice the neighbours that another has, whatever the country's size.
    """
    each: dict[str, list[touched.Touched]] = {}
    http = countries.apis[country.shape.people]
    for call in Callers(country, [route]).calls(route, CALLS):
        with touched.listening(country.bench) as said:
            answer = http.request(call.method, call.path, json=call.body, headers=call.headers)
        assert answer.status_code < 300, answer.text
        for statement, found in touched.pages(country.bench, said).items():
            each.setdefault(statement, []).append(found)
    return {statement: statistics.median_high(found) for statement, found in each.items()}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_statement_of_a_route_touches_more_where_more_people_are(
    countries: Countries, route: Route
) -> None:
    few, many = (_pages_of(countries, country, route) for country in countries)
    assert few, "nobody is there to call it, or it asked nothing of the database"
    assert many
    assert not [str(one) for one in touched.grown(route.name, few, many, times=TIMES, beyond=BEYOND)]


def _pages_of_job(country: Country, job: Job) -> dict[str, touched.Touched]:
    def look() -> None:
        if job.since is not None:
            with country.bench.database.transaction() as session:
                due.since(session, (job.since,))
        job.run(country.bench.database, country.made_at, random.Random(1))

    return touched.of(country.bench, look)


@pytest.mark.parametrize(
    "job", [job for job in JOBS if job.name not in LOOKS_AT_ALL], ids=lambda job: job.name
)
def test_no_look_of_a_job_touches_more_where_more_people_are(countries: Countries, job: Job) -> None:
    few, many = (_pages_of_job(country, job) for country in countries)
    grown = touched.grown(job.name, few, many, times=TIMES, beyond=BEYOND)
    assert not [str(one) for one in grown if ASKED_FOR_HELP not in one.statement]


def test_a_statement_that_reads_a_whole_table_is_found(countries: Countries) -> None:
    def read_all(country: Country) -> dict[str, touched.Touched]:
        def read() -> None:
            with country.bench.database.transaction() as session:
                session.execute(text("SELECT sum(quantity) FROM match"))

        return touched.of(country.bench, read)

    few, many = (read_all(country) for country in countries)
    [found] = touched.grown("reading all", few, many, times=TIMES, beyond=BEYOND)
    assert found.large > 5 * found.small


@pytest.mark.long
def test_every_row_is_measured(countries: Countries) -> None:
    rows = list(growth.measured(list(countries), rounds=1, many_pushes=0))
    assert len([row for row in rows if row.goal]) >= 11
    assert not [row for row in rows if "refused" in row.measured]


def test_ids_are_made_at_their_time(countries: Countries) -> None:
    moment = countries.few.made_at.replace(microsecond=0)
    assert moment_of(id_at(moment, random.Random(1))) == moment
    told = countries.few.ask("SELECT id, at FROM notification ORDER BY id LIMIT 50")
    assert all(abs(moment_of(id) - at) < timedelta(milliseconds=2) for id, at in told)
