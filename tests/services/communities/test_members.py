"""Members: who admits, suspends and promotes whom, what makes a helper trusted, and who must not leave."""

from typing import Any
from uuid import UUID

import pytest

from services.governance import operator
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def six(world: World) -> tuple[str, list[Person]]:
    """A community of six, and its people: the steward first."""
    people = [world.person(name) for name in ("Sara", "Ana", "Ben", "Cy", "Dan", "Eve")]
    return world.community(*people)["id"], people


def at(community: str, person: Person, more: str = "") -> str:
    return f"/v1/communities/{community}/members/{person.id}{more}"


def refused(by: Person, community: str, person: Person, **change: Any) -> str:
    return str(by.refused("PATCH", at(community, person), change)["code"])


def test_a_helper_is_trusted_once_enough_whose_word_counts_vouch(
    world: World, six: tuple[str, list[Person]]
) -> None:
    """Half of the members, but three at most and no more than there are; a word taken back counts no more."""
    community, (sara, ana, ben, cy, dan, _) = six
    for coordinator in (ana, cy, dan):
        world.appoint(coordinator, community, "coordinator")
    assert sara.put(at(community, ben, "/vouch"))["trust"] == "new"
    assert sara.put(at(community, ben, "/vouch"))["trust"] == "new", "the same word twice is one"
    assert ana.put(at(community, ben, "/vouch"))["trust"] == "new"
    assert cy.put(at(community, ben, "/vouch"))["trust"] == "vouched"
    assert dan.put(at(community, ben, "/vouch"))["trust"] == "vouched"
    for member, trust in ((dan, "vouched"), (cy, "new")):
        assert member.delete(at(community, ben, "/vouch"))["trust"] == trust
    assert ben.refused("PUT", at(community, ben, "/vouch"))["code"] == "not_in_own_matter"


def test_in_a_community_of_two_one_word_suffices(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, ben)["id"]
    assert sara.put(at(community, ben, "/vouch"))["trust"] == "vouched"


def test_who_was_checked_stays_so_whoever_takes_a_word_back(
    world: World, six: tuple[str, list[Person]]
) -> None:
    community, (sara, ana, ben, *_) = six
    ana.put(at(community, ben, "/vouch"))
    check = {"kind": "background", "at": "2026-11-01"}
    world.check(ben, community)
    assert sara.post(at(community, ben, "/checks"), check)["trust"] == "checked"
    assert ana.delete(at(community, ben, "/vouch"))["trust"] == "checked"
    assert sara.refused("POST", at(community, sara, "/checks"), check)["code"] == "not_in_own_matter"
    assert ana.refused("POST", at(community, ben, "/checks"), check)["status"] == 403


def test_enough_words_let_somebody_in_where_vouching_is_the_way_in(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, join_policy="vouched")["id"]
    assert ben.post(f"/v1/communities/{community}/join")["state"] == "pending"
    assert sara.put(at(community, ben, "/vouch"))["state"] == "active"


def test_enough_words_let_nobody_in_where_coordinators_decide(world: World) -> None:
    sara, ben = world.person("Sara"), world.person("Ben")
    community = world.community(sara, join_policy="approval")["id"]
    ben.post(f"/v1/communities/{community}/join")
    assert sara.put(at(community, ben, "/vouch"))["state"] == "pending"
    assert sara.patch(at(community, ben), {"state": "active"})["state"] == "active"


def test_coordinators_admit_and_suspend_and_stewards_give_roles(
    world: World, six: tuple[str, list[Person]]
) -> None:
    community, (sara, ana, ben, cy, *_) = six
    world.appoint(ana, community, "coordinator")
    assert (
        ana.patch(at(community, ben), {"state": "suspended", "reason": "he shouted"})["state"] == "suspended"
    )
    assert ana.patch(at(community, ben), {"state": "active"})["state"] == "active"
    assert ana.refused("PATCH", at(community, cy), {"role": "coordinator"})["status"] == 403
    assert (
        cy.refused("PATCH", at(community, ben), {"state": "suspended", "reason": "he shouted"})["status"]
        == 403
    )
    assert refused(ana, community, ana, state="suspended") == "not_in_own_matter"
    world.appoint(cy, community, "coordinator")
    assert (
        ana.refused("PATCH", at(community, cy), {"state": "suspended", "reason": "he shouted"})["status"]
        == 403
    ), "a peer"
    assert (
        sara.patch(at(community, cy), {"state": "suspended", "reason": "he shouted"})["state"] == "suspended"
    )


def test_somebody_suspended_helps_with_nothing_any_more(six: tuple[str, list[Person]]) -> None:
    community, (sara, ana, ben, *_) = six
    offer = ben.offer()["id"]
    need = ana.need()["id"]
    match = ben.post(f"/v1/needs/{need}/responses", {"offer_id": offer})["id"]
    ana.post(f"/v1/matches/{match}/confirm")
    sara.patch(at(community, ben), {"state": "suspended", "reason": "he shouted"})
    assert ana.get(f"/v1/needs/{need}")["status"] == "open"
    assert ana.get(f"/v1/matches/{match}")["status"] == "cancelled"


def test_a_community_is_never_left_without_a_steward(world: World, six: tuple[str, list[Person]]) -> None:
    """Neither by leaving, nor by a role laid down or taken; alone one may go."""
    community, (sara, ana, *others) = six
    leave = f"/v1/communities/{community}/leave"
    assert sara.refused("POST", leave)["code"] == "last_steward"
    assert refused(sara, community, sara, role="member") == "last_steward"
    world.appoint(ana, community, "steward")
    sara.post(leave)
    assert ana.refused("POST", leave)["code"] == "last_steward"
    for person in others:
        person.post(leave)
    ana.post(leave)
    assert "mine" not in ana.get(f"/v1/communities/{community}")


def test_the_last_steward_may_always_erase_themself(world: World, six: tuple[str, list[Person]]) -> None:
    """The community sleeps, and is the operator's, until they appoint another."""
    community, (sara, ana, *_) = six
    sara.delete("/v1/me")
    world.advance(minutes=11)
    assert ana.get(f"/v1/communities/{community}")["dormant"] is True
    with world.database.transaction() as session:
        operator.appoint(session, UUID(community), UUID(ana.id), now=world.now())
    world.advance(minutes=11)
    seen = ana.get(f"/v1/communities/{community}")
    assert (seen["dormant"], seen["mine"]["role"]) == (False, "steward")


def test_who_leaves_leaves_their_standing_behind(world: World, six: tuple[str, list[Person]]) -> None:
    community, (_, ana, ben, *_) = six
    world.check(ben, community)
    ben.post(f"/v1/communities/{community}/leave")
    ben.post(f"/v1/communities/{community}/leave")
    assert ana.refused("PUT", at(community, ben, "/vouch"))["status"] == 404
    ben.post(f"/v1/communities/{community}/join")
    mine = ben.get(f"/v1/communities/{community}")["mine"]
    assert (mine["role"], mine["trust"]) == ("member", "new")


def test_members_see_who_answers_for_the_community_and_coordinators_all(
    world: World, six: tuple[str, list[Person]]
) -> None:
    community, (sara, ana, ben, *_) = six
    world.appoint(ana, community, "coordinator")
    path = f"/v1/communities/{community}/members?limit=50"
    assert {row["person_id"] for row in ben.get(path)["items"]} == {sara.id, ana.id, ben.id}
    assert len(ana.get(path)["items"]) == 6
