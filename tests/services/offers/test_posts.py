"""Posting an offer: in which community, and by whom."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.without_app import entered
from tests.support.world import World


def wrong(person: Person, **fields: Any) -> tuple[str, str]:
    """Which field of this offer is refused, and why."""
    [error] = person.refused("POST", "/v1/offers", fields)["errors"]
    return error["pointer"], error["code"]


def test_help_from_afar_is_offered_in_the_community_one_is_in(world: World) -> None:
    ben = world.person("Ben")
    community = world.community(world.person("Sara"))["id"]
    assert wrong(ben, remote=True) == ("/community_id", "community_needed_without_place")
    ben.post(f"/v1/communities/{community}/join")
    assert ben.post("/v1/offers", {"remote": True})["community_id"] == community


def test_an_offer_has_a_place_or_is_from_afar(world: World) -> None:
    ben = world.person("Ben")
    world.community(world.person("Sara"), ben)
    assert wrong(ben) == ("/place", "place_or_remote")


@pytest.mark.parametrize("is_adult", [False, None])
def test_who_is_no_adult_or_does_not_say_so_offers_nothing(world: World, is_adult: bool | None) -> None:
    ben = world.person("Ben", is_adult=is_adult)
    world.community(world.person("Sara"), ben)
    assert ben.refused("POST", "/v1/offers", {"place": LANSING})["code"] == "adults_only"


@pytest.mark.parametrize("named", [True, False])
def test_who_helps_is_a_member_first(world: World, named: bool) -> None:
    ben = world.person("Ben")
    community = world.community(world.person("Sara"))["id"]
    body = {"place": LANSING} | ({"community_id": community} if named else {})
    refused = ben.refused("POST", "/v1/offers", body)
    assert (refused["status"], refused["code"], refused["community_id"]) == (403, "join_first", community)


@pytest.mark.parametrize(
    ("by", "policy", "becomes"),
    [("Sara", "approval", "active"), ("Cy", "open", "active"), ("Cy", "approval", "pending")],
    ids=["a coordinator", "a member, where all may join", "a member"],
)
def test_who_offers_by_phone_is_a_member_too(world: World, by: str, policy: str, becomes: str) -> None:
    """At once where a coordinator enters them or all may join; else the coordinators are asked."""
    people = {name: world.person(name) for name in ("Sara", "Cy")}
    community = world.community(people["Sara"], people["Cy"], join_policy=policy)["id"]
    people["Sara"].patch(f"/v1/communities/{community}/members/{people['Cy'].id}", {"state": "active"})
    juma = entered(world, people[by], "Juma", is_adult=True)
    people[by].offer(on_behalf_of=juma["id"])
    members = people["Sara"].get(f"/v1/communities/{community}/members?limit=50")["items"]
    assert {row["person_id"]: row["state"] for row in members}[juma["id"]] == becomes


def test_an_organisation_speaks_through_its_own_people_once_it_is_verified(world: World) -> None:
    sara, ben, stranger = world.person("Sara"), world.person("Ben"), world.person("Kim")
    world.community(sara, ben, stranger)
    new = ben.post("/v1/organisations", {"name": "New", "kind": "ngo"})["id"]
    kitchen = world.organisation(ben)
    assert wrong(ben, place=LANSING, organisation_id=new) == ("/organisation_id", "organisation_not_verified")
    assert wrong(stranger, place=LANSING, organisation_id=kitchen) == (
        "/organisation_id",
        "not_your_organisation",
    )
    assert ben.offer(organisation_id=kitchen)["status"] == "active"
