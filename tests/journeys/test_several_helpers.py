"""A need for several: places and phones open when enough have been confirmed, and whoever drops out is replaced."""

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def five_helpers(world: World) -> list[Person]:
    """Five who could help."""
    helpers = [world.person(name) for name in ("Ben", "Cleo", "Dan", "Eve", "Finn")]
    world.community(world.person("Soledad"), *helpers)
    return helpers


def moving(ana: Person, **fields: object) -> str:
    return str(ana.need(category="learning", quantity=3, at_least=2, **fields)["id"])


def offers_help(helper: Person, need: str) -> str:
    return str(helper.post(f"/v1/needs/{need}/responses", {})["id"])


def contact_is_open(person: Person, match: str) -> bool:
    answer = person.call("GET", f"/v1/matches/{match}/contact")
    assert answer.status_code in (200, 409)
    return answer.status_code == 200


def test_contact_opens_when_enough_are_confirmed(world: World, five_helpers: list[Person]) -> None:
    ana = world.person("Ana")
    need = moving(ana)
    matches = [offers_help(helper, need) for helper in five_helpers[:3]]

    ana.post(f"/v1/matches/{matches[0]}/confirm")
    assert not contact_is_open(five_helpers[0], matches[0]), "one alone does not get the address"
    assert not contact_is_open(ana, matches[0])

    ana.post(f"/v1/matches/{matches[1]}/confirm")
    assert contact_is_open(five_helpers[0], matches[0])
    assert contact_is_open(five_helpers[1], matches[1])
    assert ana.get(f"/v1/needs/{need}")["status"] == "open"

    ana.post(f"/v1/matches/{matches[2]}/confirm")
    assert ana.get(f"/v1/needs/{need}")["status"] == "matched"


def test_contact_shuts_again_when_too_few_are_left(world: World, five_helpers: list[Person]) -> None:
    ana = world.person("Ana")
    need = moving(ana)
    first, second = (offers_help(helper, need) for helper in five_helpers[:2])
    for match in (first, second):
        ana.post(f"/v1/matches/{match}/confirm")
    five_helpers[1].post(f"/v1/matches/{second}/cancel", {"reason": "my child is ill"})
    assert not contact_is_open(five_helpers[0], first)


def test_one_cancels_and_those_who_stood_back_are_asked_first(
    world: World, five_helpers: list[Person]
) -> None:
    """Dan and Eve had said yes and were not needed. Finn never answered: he is nearer, and yet asked later."""
    ana = world.person("Ana")
    need = moving(ana)
    for helper in five_helpers:
        helper.offer(categories=["learning"])
    matches = {helper.name: offers_help(helper, need) for helper in five_helpers[:4]}
    for name in ("Ben", "Cleo", "Dan"):
        ana.post(f"/v1/matches/{matches[name]}/confirm")
    eve, finn = five_helpers[3], five_helpers[4]
    assert eve.get(f"/v1/matches/{matches['Eve']}")["status"] == "superseded"
    world.tick()
    assert "no_longer_needed" in eve.inbox()
    assert finn.get("/v1/matches")["items"] == [], "the need was covered before anybody else was asked"

    five_helpers[0].post(f"/v1/matches/{matches['Ben']}/cancel", {"reason": "my car broke down"})
    now = ana.get(f"/v1/needs/{need}")
    assert now["status"] == "open"
    world.tick()
    assert "cancelled" in ana.inbox()
    asked_again = eve.match_on(need)
    assert (asked_again["status"], asked_again["id"] != matches["Eve"]) == ("proposed", True)
    assert finn.get("/v1/matches")["items"] == []

    eve.post(f"/v1/matches/{asked_again['id']}/accept")
    ana.post(f"/v1/matches/{asked_again['id']}/confirm")
    assert ana.get(f"/v1/needs/{need}")["status"] == "matched"


def test_whoever_is_late_hears_kindly_that_somebody_was_faster(
    world: World, five_helpers: list[Person]
) -> None:
    ana = world.person("Ana")
    need = str(ana.need()["id"])
    match = offers_help(five_helpers[0], need)
    late = offers_help(five_helpers[1], need)
    ana.post(f"/v1/matches/{match}/confirm")
    problem = five_helpers[1].refused("POST", f"/v1/matches/{late}/accept")
    assert (problem["status"], problem["code"]) == (409, "somebody_was_faster")
    assert "detail" in problem


def test_a_need_for_three_is_done_when_three_have_helped(world: World, five_helpers: list[Person]) -> None:
    ana = world.person("Ana")
    need = moving(ana)
    matches = [offers_help(helper, need) for helper in five_helpers[:3]]
    for match in matches:
        ana.post(f"/v1/matches/{match}/confirm")
    for match in matches[:2]:
        ana.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        assert ana.get(f"/v1/needs/{need}")["status"] == "matched"
    ana.post(f"/v1/matches/{matches[2]}/report", {"outcome": "helped"})
    assert ana.get(f"/v1/needs/{need}")["status"] == "fulfilled"


def test_a_partly_covered_need_closes_at_its_end_on_what_it_has(
    world: World, five_helpers: list[Person]
) -> None:
    ana = world.person("Ana")
    need = moving(ana, urgency="urgent")
    matches = [offers_help(helper, need) for helper in five_helpers[:2]]
    for match in matches:
        ana.post(f"/v1/matches/{match}/confirm")
    world.advance(hours=25)
    assert ana.get(f"/v1/needs/{need}")["status"] == "matched"
    for match in matches:
        ana.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
    assert ana.get(f"/v1/needs/{need}")["status"] == "fulfilled"


def test_a_need_for_at_least_two_with_one_confirmed_expires(world: World, five_helpers: list[Person]) -> None:
    """At its end only one was confirmed, and contact never opened: the need expires, and they are free."""
    ana = world.person("Ana")
    need = moving(ana, urgency="urgent")
    match = offers_help(five_helpers[0], need)
    ana.post(f"/v1/matches/{match}/confirm")
    world.advance(hours=25)
    assert ana.get(f"/v1/needs/{need}")["status"] == "expired"
    assert five_helpers[0].get(f"/v1/matches/{match}")["status"] == "cancelled"
    assert not contact_is_open(five_helpers[0], match)


def test_first_who_fits_opens_only_to_those_who_are_vouched_for(
    world: World, five_helpers: list[Person]
) -> None:
    ana = world.person("Ana")
    community = ana.get("/v1/communities")["items"][0]["id"]
    world.vouch_for(five_helpers[1], community)
    need = ana.need(quantity=2, criteria={"decide": "first_who_fits"})["id"]
    newcomer, vouched = (helper.post(f"/v1/needs/{need}/responses", {}) for helper in five_helpers[:2])
    assert newcomer["status"] == "accepted", "the author's yes was not given to everybody in advance"
    assert vouched["status"] == "confirmed"
    assert not contact_is_open(five_helpers[0], newcomer["id"])
    assert contact_is_open(five_helpers[1], vouched["id"])
