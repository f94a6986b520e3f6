"""H4: four times as many calls as there are connections, at the same moment, of every route there is."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from core.database.db import Address
from tests.api.matrix import ROWS, Row
from tests.support import full_community as full
from tests.support.at_once import at_once
from tests.support.full_community import ROLES
from tests.support.people import Person
from tests.support.world import World

CONNECTIONS = 2
"""The fewer there are the sooner calls wait for one another; four times as many come."""
LAST = ("/leave", "/withdraw", "/hide", "/auth/sessions/{session}")
"""Ends of paths after which little is left to call."""


class CrowdedHouse:
    """Everything in every state, on few connections. Nothing is undone: who comes later is refused, and counts too."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people, self.ids = full.people_and_things(world)

    def at_once(self, row: Row) -> set[int]:
        """What so many calls at the same moment are answered, by somebody for whom the route is meant."""
        role = next((role for role in reversed(ROLES) if row.statuses[role] < 400), "member")
        calls = [partial(self._call, self.people.get(role), row)] * (4 * CONNECTIONS)
        return {answer.status_code for answer in at_once(calls)}

    def _call(self, person: Person | None, row: Row) -> httpx.Response:
        headers = {"If-Match": "*"} | (person.headers if person else {})
        path, body = full.filled(row.path, self.ids), full.filled(row.body, self.ids)
        return self.world.http.request(row.method, path, json=body, headers=headers)


@pytest.fixture
def crowded_house(address: Address, tmp_path: Path) -> Iterator[CrowdedHouse]:
    with World(address, tmp_path, pool_size=CONNECTIONS, limits=1000) as world:
        yield CrowdedHouse(world)


def _least_done_first(row: Row) -> tuple[bool, bool, bool]:
    return row.path == "/v1/me" and row.method == "DELETE", row.path.endswith(LAST), row.method != "GET"


def test_all_are_answered(crowded_house: CrowdedHouse) -> None:
    """Nobody waits for what another of them holds: none is given up, and nobody is inside afterwards."""
    answered = {row.call: crowded_house.at_once(row) for row in sorted(ROWS, key=_least_done_first)}
    known = {row.call: set(row.statuses.values()) for row in ROWS}
    given_up = {
        call: found
        for call, found in answered.items()
        if any(status >= 500 and status not in known[call] for status in found)
    }
    assert given_up == {}
    rooms = crowded_house.world.server.app.state.rooms
    assert (rooms.inside, rooms.all.waiting, rooms.heavy.waiting) == (0, 0, 0)
    good = sum(any(status < 400 for status in found) for found in answered.values())
    assert good > len(ROWS) * 3 // 4, "most of them did what they are for"
