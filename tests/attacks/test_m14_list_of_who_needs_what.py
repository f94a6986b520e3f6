"""M14: an open community was a list of who needs what, for anybody who joined. Now words run out after some hundred."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World

AUTHORS, EACH = 6, 9
PAGE = "/v1/needs?limit=50"


class Town:
    """A recognised community with more than fifty needs, and Mallory, who joined."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.mallory = world.person("Sara"), world.person("Mallory")
        self.id: str = world.community(self.sara, self.mallory)["id"]
        self.needs = [
            author.need(title=f"Bread {number}")
            for author in (world.person(f"Author {number}") for number in range(AUTHORS))
            for number in range(EACH)
        ]

    def read(self, who: Person, **headers: str) -> list[dict[str, Any]]:
        return list(who.call("GET", PAGE, **headers).json()["items"])


@pytest.fixture
def open_town(world: World) -> Town:
    return Town(world)


def words(needs: list[dict[str, Any]]) -> int:
    return sum("title" in need for need in needs)


def test_after_some_hundred_words_lists_come_without_until_the_hour_is_over(open_town: Town) -> None:
    mallory, world = open_town.mallory, open_town.world
    assert [words(open_town.read(mallory)) for _ in range(11)] == [50] * 10 + [0]
    assert "title" not in mallory.get(f"/v1/needs/{open_town.needs[0]['id']}"), "nor one by one"
    assert words(open_town.read(open_town.sara)) == 50, "who looks after them reads on"
    world.tick()
    assert open_town.sara.inbox().count("much_read") == 1
    open_town.read(mallory)
    world.tick()
    assert open_town.sara.inbox().count("much_read") == 1, "told once"
    world.advance(minutes=45)
    assert words(open_town.read(mallory)) == 0, "until the hour is over, however few"
    world.advance(minutes=16)
    assert words(open_town.read(mallory)) == 50


def test_what_is_known_already_and_ones_own_costs_nothing(open_town: Town) -> None:
    mallory = open_town.mallory
    own = mallory.need(title="Milk")
    tag = mallory.call("GET", PAGE).headers["etag"]
    assert {mallory.call("GET", PAGE, If_None_Match=tag).status_code for _ in range(15)} == {304}
    for _ in range(9):
        assert words(open_town.read(mallory)) == 50
    assert words(open_town.read(mallory)) == 0
    assert mallory.get(f"/v1/needs/{own['id']}")["title"] == "Milk"


def test_who_was_asked_reads_what_they_were_asked_for(open_town: Town) -> None:
    mallory = open_town.mallory
    mallory.offer()
    open_town.world.tick()
    asked_for = mallory.get("/v1/matches?role=helper")["items"][0]["need_id"]
    while words(open_town.read(mallory)):
        pass
    assert "title" in mallory.get(f"/v1/needs/{asked_for}")
