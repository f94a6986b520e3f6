"""A hundred and twenty-eight clients at once on the settings as they come: everybody waits a little, nobody falls."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import httpx
import pytest

from core.database import migrate
from core.settings import Settings
from tests.support.at_once import at_once
from tests.support.databases import address_of, server_without_fsync
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

CLIENTS = 128


@pytest.fixture(scope="module", params=[18, 16])
def world_on_postgresql(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A Minka of its own on each PostgreSQL that we promise to run on; migrated there, from nothing."""
    with server_without_fsync(request.param) as server:
        address = address_of(server, "minka")
        migrate.upgrade(address)
        with World(address, tmp_path_factory.mktemp("data"), limits=1000) as world:
            yield world


def test_the_settings_are_those_that_come_with_it(world_on_postgresql: World) -> None:
    assert world_on_postgresql.settings.pool_size == Settings.model_fields["pool_size"].default == 8


def test_the_main_job_is_done_on_this_postgresql(world_on_postgresql: World) -> None:
    ana, ben = world_on_postgresql.person("Ana"), world_on_postgresql.person("Ben")
    world_on_postgresql.community(world_on_postgresql.person("Cy"), ana, ben)
    ben.offer(categories=["groceries"])
    need = ana.need(title="Milk for two")
    world_on_postgresql.tick()
    match = f"/v1/matches/{ben.match_on(need['id'])['id']}"
    assert ben.post(f"{match}/accept", {})["status"] == "accepted"
    assert ana.post(f"{match}/confirm", {})["status"] == "confirmed"
    assert ben.get(f"{match}/contact")["place"]["lat"] == pytest.approx(LANSING["lat"])
    assert ana.post(f"{match}/report", {"outcome": "helped"})["status"] == "completed"
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "fulfilled"
    world_on_postgresql.tick()
    assert "completed" in ben.inbox()


def test_a_hundred_and_twenty_eight_at_once_are_all_served(world_on_postgresql: World) -> None:
    people = [world_on_postgresql.person(f"Person {n}") for n in range(8)]
    here = world_on_postgresql.community(world_on_postgresql.person("Cy"), *people, name="Old Town")["id"]
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    with httpx.Client(base_url=world_on_postgresql.server.url, timeout=60, limits=limits) as http:
        crowd = [Person(http, p.name, p.id, p.access_token, "") for p in people]
        answers = at_once([partial(_a_visit, crowd[n % len(crowd)], here) for n in range(CLIENTS)])
    told = Counter(status for visit in answers for status in visit)
    assert told == {200: CLIENTS * 2, 201: CLIENTS * 2}


def _a_visit(person: Person, community: str) -> list[int]:
    """What an app does when it is opened, and then something is asked for and offered."""
    here = {"place": LANSING, "community_id": community}
    calls: tuple[Callable[[], httpx.Response], ...] = (
        partial(person.call, "GET", "/v1/me"),
        partial(person.call, "POST", "/v1/needs", {"category": "groceries"} | here),
        partial(person.call, "GET", "/v1/needs?limit=20"),
        partial(person.call, "POST", "/v1/offers", {"categories": ["pet_care"]} | here),
    )
    return [call().status_code for call in calls]
