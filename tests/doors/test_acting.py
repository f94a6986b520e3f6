"""Whoever is not signed in hears that, and nothing of what else is wrong with their call; and what may be read late."""

from inspect import unwrap

import pytest
from fastapi.routing import APIRoute

from api.app import ROUTERS
from doors import acting
from tests.support.world import World


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer mka_nonsense"}], ids=["no token", "a wrong one"]
)
@pytest.mark.parametrize("query", ["", "?cursor=AAAA", "?near=99.9,1", "?limit=999", "?order=nearest"])
def test_a_list_is_refused_to_nobody_before_its_query_is_read(
    world: World, headers: dict[str, str], query: str
) -> None:
    assert world.http.get(f"/v1/needs{query}", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer mka_nonsense"}], ids=["no token", "a wrong one"]
)
def test_a_command_of_nobody_is_refused_before_its_body_is_read(
    world: World, headers: dict[str, str]
) -> None:
    assert world.http.post("/v1/needs", json={"category": 7}, headers=headers).status_code == 401


def test_whoever_is_signed_in_hears_what_is_wrong(world: World) -> None:
    ana = world.person("Ana")
    assert ana.call("GET", "/v1/needs?cursor=AAAA").status_code in (400, 422)


def test_only_what_reads_is_marked_as_that() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    marked = [route for route in routes if unwrap(route.endpoint) in acting._ONLY_READS]
    assert {route.path.rpartition("/")[2] for route in marked} >= {"board", "queue", "counts"}
    assert {method for route in marked for method in route.methods or ()} == {"GET"}
