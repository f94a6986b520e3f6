"""Turns → how much later an honest need has its first yes while false ones stand, three of each false author's."""

from datetime import datetime, timedelta

from tests.attacks.day.figure import Figure
from tests.support.people import Person
from tests.support.world import World

EACH = 3
STEP, PATIENCE = 5, 60
"""Minutes after which those who were asked look again, and for which somebody waits."""


def played(world: World, false_authors: int = 4) -> Figure:
    """Helpers enough for one need of every author and the honest one, far from enough for all that false ones ask."""
    helpers = [
        world.person(f"Helper {number}", asks_a_day=5, asks_a_week=10)
        for number in range(false_authors * 3 // 2 + 2)
    ]
    world.community(world.person("Sara"), *helpers)
    for helper in helpers:
        helper.offer(capacity={"at_a_time": 1, "per_week": 5})
    alone = _first_yes(world, helpers, "Amina", leaves=True)
    authors = [world.newcomer(f"False {number}") for number in range(false_authors)]
    for author in authors:
        for _ in range(EACH):
            author.need()
    for _ in range(6):
        world.advance(minutes=STEP)
        _say_yes(helpers)
    beside = _first_yes(world, helpers, "Ana", leaves=False)
    what = f"minutes an honest need waits longer beside {false_authors * EACH} false ones"
    return Figure(what, max(0, beside - alone), PATIENCE, most=STEP)


def _say_yes(helpers: list[Person]) -> None:
    """Whoever was asked says yes at once, to the first that they were asked for."""
    for helper in helpers:
        for match in helper.get("/v1/matches?role=helper&status=proposed")["items"][:1]:
            helper.call("POST", f"/v1/matches/{match['id']}/accept")


def _first_yes(world: World, helpers: list[Person], name: str, *, leaves: bool) -> int:
    author = world.person(name)
    need = author.need()["id"]
    began: datetime = world.now()
    waited = 0
    while waited < PATIENCE:
        world.advance(minutes=STEP)
        _say_yes(helpers)
        waited = round((world.now() - began) / timedelta(minutes=1))
        if author.get(f"/v1/needs/{need}")["progress"]["yes"]:
            break
    if leaves:
        author.post(f"/v1/needs/{need}/withdraw")
    return waited
