"""Agreeing on a time and on how much: within what the need asks for, and what is left of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def asked_tomorrow(world: World) -> tuple[Person, str, dict[str, str]]:
    """Ben, invited to help tomorrow from ten to noon or from two to four; the match, and the first of the times."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Sara"), ana, ben)
    morning = (world.now() + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
    windows = [_window(morning + timedelta(hours=hours), 2) for hours in (0, 4)]
    need = ana.need(criteria={"decide": "ask_me_first"}, when={"kind": "windows", "windows": windows})["id"]
    match = ana.invite(need, ben.offer()["id"])["id"]
    return ben, f"/v1/matches/{match}/accept", windows[0]


def _window(start: Any, hours: float) -> dict[str, str]:
    return {"from": start.isoformat(), "to": (start + timedelta(hours=hours)).isoformat()}


def test_a_time_within_the_needs_is_agreed_on(asked_tomorrow: tuple[Person, str, dict[str, str]]) -> None:
    ben, accept, first = asked_tomorrow
    agreed = ben.post(accept, {"window": first})["agreed"]
    assert agreed is not None
    assert agreed["from"][:16] == first["from"][:16]


def test_a_time_that_the_need_does_not_offer_is_refused(
    asked_tomorrow: tuple[Person, str, dict[str, str]],
) -> None:
    ben, accept, first = asked_tomorrow
    backwards = {"from": first["to"], "to": first["from"]}
    beyond = {"from": first["from"], "to": first["to"].replace("T12", "T13")}
    for window, code in ((beyond, "outside_the_needs_windows"), (backwards, "ends_before_it_starts")):
        [error] = ben.refused("POST", accept, {"window": window})["errors"]
        assert (error["pointer"], error["code"]) == ("/window", code)


def test_of_two_times_none_is_agreed_on_until_one_is_named(
    asked_tomorrow: tuple[Person, str, dict[str, str]],
) -> None:
    ben, accept, _ = asked_tomorrow
    assert ben.post(accept, {}).get("agreed") is None
