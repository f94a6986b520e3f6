"""Whoever never said by which clock they live goes by that of their circle: letters, quiet hours, free hours."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

DETROIT, NAIROBI = "America/Detroit", "Africa/Nairobi"


@pytest.fixture(scope="module")
def detroit_circle(shared_world: World) -> dict[str, Any]:
    return shared_world.community(shared_world.person("Stella"), time_zone=DETROIT)


def founds(person: Person, _circle: str) -> None:
    person.post("/v1/communities", {"name": "Elm", "place": LANSING, "reach_km": 5, "time_zone": DETROIT})


def joins(person: Person, circle: str) -> None:
    person.post(f"/v1/communities/{circle}/join")


def asks(person: Person, circle: str) -> None:
    person.need(community_id=circle)


@pytest.mark.parametrize("comes", [founds, joins, asks])
@pytest.mark.parametrize(("said", "lives_by"), [(None, DETROIT), (NAIROBI, NAIROBI)])
def test_the_clock_is_ones_own_where_it_was_said_else_the_circles(
    shared_world: World,
    detroit_circle: dict[str, Any],
    comes: Callable[[Person, str], None],
    said: str | None,
    lives_by: str,
) -> None:
    person = shared_world.newcomer("Ana", proved=None, **({"time_zone": said} if said else {}))
    comes(person, detroit_circle["id"])
    assert person.get("/v1/me")["time_zone"] == lives_by
