"""Limits → what one account of today gets standing beyond the table, however often it tries."""

from collections.abc import Mapping

from matching.rules.ceilings import TABLE, Column
from tests.attacks.day.figure import Figure
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

TRIES = 9
MOST = TABLE[Column.NEWCOMER]


def played(world: World) -> Figure:
    """Mallory, who came just now, asks, offers and says yes as often as they can."""
    ana, mallory = world.person("Ana"), world.newcomer("Mallory", proved="mallory@example.org")
    community = world.community(world.person("Sara"), ana, mallory)["id"]
    open_needs = [ana.need(community_id=community)["id"] for _ in range(TRIES)]
    beyond = 0
    world.advance(minutes=2)  # how fast one may write is another matter
    need = {"category": "groceries", "place": LANSING}
    beyond += _beyond(mallory, MOST.open_needs, ["/v1/needs"] * TRIES, need)
    beyond += _beyond(mallory, MOST.open_offers, ["/v1/offers"] * TRIES, {"place": LANSING})
    world.advance(minutes=2)
    answers = [f"/v1/needs/{need}/responses" for need in open_needs]
    beyond += _beyond(mallory, MOST.open_yes_es, answers, {})
    tried = 3 * TRIES - MOST.open_needs - MOST.open_offers - MOST.open_yes_es
    return Figure("needs, offers and yes-es of one newcomer beyond the table", beyond, tried)


def _beyond(who: Person, most: int, paths: list[str], body: Mapping[str, object]) -> int:
    done = sum(who.call("POST", path, body).status_code == 201 for path in paths)
    return max(0, done - most)
