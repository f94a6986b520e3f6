"""Posting a need: in which community, for whom, and how many helpers its category asks for."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


def wrong(person: Person, **fields: Any) -> tuple[str, str]:
    """Which field of this need is refused, and why."""
    body = {"category": "groceries"} | fields
    [error] = person.refused("POST", "/v1/needs", body)["errors"]
    return error["pointer"], error["code"]


def test_help_from_afar_is_asked_for_in_the_community_one_is_in(world: World) -> None:
    ana = world.person("Ana")
    community = world.community(world.person("Sara"))["id"]
    assert wrong(ana, place_kind="remote") == ("/community_id", "community_needed_without_place")
    ana.post(f"/v1/communities/{community}/join")
    assert (
        ana.post("/v1/needs", {"category": "groceries", "place_kind": "remote"})["community_id"] == community
    )


def test_a_community_that_nobody_recognised_is_nobodys_default(world: World) -> None:
    ana = world.person("Ana")
    strangers = world.community(world.person("Mal"), ana, recognised=False)["id"]
    assert wrong(ana, place_kind="remote") == ("/community_id", "community_needed_without_place")
    need = ana.need(community_id=strangers)
    assert need["community_id"] == strangers, "its members may name it"
    assert wrong(world.person("Kim"), community_id=strangers, place_kind="remote") == (
        "/community_id",
        "unknown_community",
    )


def test_a_community_may_leave_a_category_to_others(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana, categories=["water", "ride"])
    assert ana.need(category="water")["status"] == "open"
    assert wrong(ana, place=LANSING) == ("/category", "category_not_used_here")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"place_kind": "remote", "place": LANSING}, "remote_has_no_place"),
        ({"place_kind": "at_need"}, "place_needed"),
        ({}, "place_needed"),
    ],
    ids=["a place from afar", "no place to come to", "nothing said"],
)
def test_a_need_has_a_place_unless_it_is_from_afar(world: World, fields: dict[str, Any], error: str) -> None:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    assert wrong(ana, **fields) == ("/place", error)


def test_a_rule_that_asks_for_two_helpers_raises_both_numbers(world: World) -> None:
    """Two look after children; who says that one is enough is refused, and so is what does not add up."""
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    need = ana.need(category="childcare")
    assert (need["at_least"], need["quantity"]) == (2, 2)
    assert wrong(ana, category="childcare", place=LANSING, at_least=1) == ("/at_least", "needs_more_helpers")
    assert wrong(ana, place=LANSING, at_least=3, quantity=2) == ("/at_least", "more_than_quantity")


def test_what_carries_a_risk_is_shown_to_those_asked_only(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    assert ana.need()["visible_to"] == "members"
    assert ana.need(category="childcare")["visible_to"] == "asked"
    assert ana.need(category="childcare", visible_to="members")["visible_to"] == "members", "she may say so"
