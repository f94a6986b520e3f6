"""Editing a need: what a confirmed helper relies on stays, and proposals that no longer fit are withdrawn."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

EAST_LANSING = {"lat": 42.737, "lon": -84.483}


def refused(author: Person, need: str, **changes: Any) -> dict[str, Any]:
    """The problem that an edit of the need as it is now is answered with."""
    path = f"/v1/needs/{need}"
    return author.refused("PATCH", path, changes, If_Match=author.call("GET", path).headers["etag"])


@pytest.fixture
def half_agreed(world: World) -> tuple[Person, str]:
    """Ana, and a need of hers for three helpers with two confirmed."""
    ana, helpers = world.person("Ana"), [world.person("Ben"), world.person("Cy")]
    world.community(world.person("Sara"), ana, *helpers)
    need = ana.need(quantity=3, category="repair")["id"]
    for helper in helpers:
        match = helper.post(f"/v1/needs/{need}/responses")["id"]
        ana.post(f"/v1/matches/{match}/confirm")
    return ana, need


@pytest.mark.parametrize(
    "changes",
    [
        {"place": EAST_LANSING},
        {"to": EAST_LANSING},
        {"when": {"kind": "windows", "windows": [{"from": "2100-01-01T10:00Z", "to": "2100-01-01T12:00Z"}]}},
    ],
    ids=["where", "where to", "when"],
)
def test_what_a_confirmed_helper_relies_on_stays(
    half_agreed: tuple[Person, str], changes: dict[str, Any]
) -> None:
    problem = refused(*half_agreed, **changes)
    assert (problem["status"], problem["code"]) == (409, "fixed_while_confirmed")
    assert "withdraw" in problem["allowed"]


def test_nobody_confirmed_is_sent_away_by_asking_for_fewer(half_agreed: tuple[Person, str]) -> None:
    ana, need = half_agreed
    assert refused(ana, need, quantity=1)["code"] == "below_confirmed"
    assert ana.patch(f"/v1/needs/{need}", {"quantity": 2})["status"] == "matched", "those two are enough"


def test_a_need_is_not_for_fewer_than_it_needs_at_least(half_agreed: tuple[Person, str]) -> None:
    problem = refused(*half_agreed, at_least=4)
    assert problem["errors"][0]["code"] == "more_than_quantity"


def elsewhere(need: dict[str, Any]) -> dict[str, Any]:
    return {"place": {"lat": 44.0, "lon": -84.55}}


def in_words(need: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Two loaves"}


@pytest.mark.parametrize(("change", "status"), [(elsewhere, "withdrawn"), (in_words, "proposed")])
def test_a_proposal_that_no_longer_fits_is_withdrawn(
    world: World, change: Callable[[dict[str, Any]], dict[str, Any]], status: str
) -> None:
    """The helper goes no farther than five kilometres; another title changes nothing for them."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Sara"), ana, ben, reach_km=400)
    ben.offer(place=LANSING, reach_km=5)
    need = ana.need()
    world.tick()
    assert ben.match_on(need["id"])["status"] == "proposed"
    ana.patch(f"/v1/needs/{need['id']}", change(need))
    [match] = ben.get("/v1/matches?limit=50")["items"]
    assert match["status"] == status


def test_who_edits_what_somebody_else_changed_meanwhile_is_told(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    path = f"/v1/needs/{ana.need()['id']}"
    stale = ana.call("GET", path).headers["etag"]
    ana.patch(path, {"title": "Bread"})
    answer = ana.call("PATCH", path, {"title": "Milk"}, If_Match=stale)
    assert answer.status_code == 412
    assert ana.get(path)["title"] == "Bread"


def test_what_is_done_from_afar_is_at_no_place_and_all_else_at_one(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    need = ana.need(category="company_call")["id"]
    ana.patch(f"/v1/needs/{need}", {"place_kind": "remote"})
    assert ana.get(f"/v1/needs/{need}")["place_kind"] == "remote"
    assert refused(ana, need, place=LANSING)["errors"][0]["code"] == "remote_has_no_place"
    assert refused(ana, need, place_kind="at_need")["errors"][0]["code"] == "place_needed"
    ana.patch(f"/v1/needs/{need}", {"place_kind": "at_need", "place": LANSING})
    assert ana.get(f"/v1/needs/{need}")["place_kind"] == "at_need"
