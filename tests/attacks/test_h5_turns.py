"""H5: sixty false needs drained those who help, and an honest need found nobody. Authors take turns now."""

from typing import Any

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

HELPERS = 8


def a_town(world: World) -> tuple[str, list[Person]]:
    """A community whose helpers each take one need at a time, as people who offer do."""
    helpers = [world.person(f"Helper {number}", asks_a_day=5, asks_a_week=10) for number in range(HELPERS)]
    community = world.community(world.person("Sara"), *helpers)
    for helper in helpers:
        helper.offer(capacity={"at_a_time": 1, "per_week": 5})
    return str(community["id"]), helpers


def test_the_second_waits_an_hour_and_an_urgent_one_for_none_that_is_not(world: World) -> None:
    a_town(world)
    amina = world.person("Amina")
    needs = [amina.need(), amina.need(), amina.need(urgency="urgent")]
    world.tick()
    assert [asked(amina, need) > 0 for need in needs] == [True, False, True]
    step = amina.get(f"/v1/needs/{needs[1]['id']}")["progress"]["next"]
    assert step["step"] == "ask_more", "and its author reads when"
    world.advance(minutes=121)
    assert asked(amina, needs[1]) > 0


def test_an_answer_brings_the_next_forward(world: World) -> None:
    _, helpers = a_town(world)
    amina = world.person("Amina")
    first, second = amina.need(), amina.need()
    world.tick()
    match = helpers[0].post(f"/v1/needs/{first['id']}/responses", {})
    assert asked(amina, second) == 0
    amina.post(f"/v1/matches/{match['id']}/confirm")
    world.tick()
    assert asked(amina, second) > 0


def test_taking_back_and_posting_again_does_not_step_in_front(world: World) -> None:
    a_town(world)
    mallory = world.person("Mallory")
    for number in range(3):
        need = mallory.need()
        world.tick()
        assert (asked(mallory, need) > 0) is (number < 2), "one mistake is anybody's"
        mallory.post(f"/v1/needs/{need['id']}/withdraw")


def test_the_queue_takes_authors_by_turns(world: World) -> None:
    sara = world.person("Sara")
    community = world.community(sara)["id"]
    mallory, ana = world.person("Mallory"), world.person("Ana")
    many = [mallory.need(place=LANSING) for _ in range(4)]
    world.advance(minutes=10)
    one = ana.need()
    world.advance(days=3)
    items = sara.get(f"/v1/communities/{community}/queue?limit=50")["items"]
    queued = [e["id"] for e in items if e["why"] != "possible_double"]
    assert [e["id"] for e in items].index(one["id"]) <= 2, (
        "nor do looks at what is asked for twice come first"
    )
    assert queued == [many[0]["id"], one["id"], *(need["id"] for need in many[1:])]


def asked(author: Person, need: dict[str, Any]) -> int:
    return int(author.get(f"/v1/needs/{need['id']}")["progress"]["asked"])
