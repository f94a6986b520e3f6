"""Organisations: inert until stewards of two recognised communities have verified them, and anew when renamed."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def founder_and_stewards(world: World) -> tuple[Person, Person, Person]:
    """Somebody with an organisation in mind, and two stewards who do not know them."""
    stewards = [world.person(name) for name in ("Sara", "Sol")]
    for steward in stewards:
        world.community(steward, name=steward.name)
    return world.person("Ana"), stewards[0], stewards[1]


def found(person: Person) -> str:
    return str(person.post("/v1/organisations", {"name": "Open Kitchen", "kind": "collective"})["id"])


def seen(person: Person, organisation: str) -> dict[str, Any] | None:
    """The organisation as somebody sees it; None where it is not there for them."""
    answer = person.call("GET", f"/v1/organisations/{organisation}")
    return answer.json() if answer.status_code == 200 else None


def test_two_stewards_verify_an_organisation(
    world: World, founder_and_stewards: tuple[Person, Person, Person]
) -> None:
    ana, sara, sol = founder_and_stewards
    somebody, kitchen = world.person("Kim"), found(ana)
    path = f"/v1/organisations/{kitchen}/verifications"
    assert seen(ana, kitchen) is not None
    assert seen(sara, kitchen) is not None
    assert seen(somebody, kitchen) is None, "nobody else meets it before"
    for _ in range(2):
        assert sara.post(path)["verified"] is False, "one steward's word is one, however often"
    assert somebody.refused("POST", path)["status"] in (403, 404)
    assert sol.post(path)["verified"] is True
    assert seen(somebody, kitchen) is not None


def test_nobody_verifies_their_own_organisation(
    world: World, founder_and_stewards: tuple[Person, Person, Person]
) -> None:
    _, sara, _ = founder_and_stewards
    kitchen = found(sara)
    refused = sara.refused("POST", f"/v1/organisations/{kitchen}/verifications")
    assert refused["code"] == "not_in_own_matter"


@pytest.mark.parametrize(
    ("change", "verified"),
    [({"name": "Open Cellar"}, False), ({"kind": "ngo"}, False), ({"stands_for": "enough for all"}, True)],
    ids=["another name", "another kind", "another sentence"],
)
def test_an_organisation_by_another_name_is_verified_anew(
    world: World,
    founder_and_stewards: tuple[Person, Person, Person],
    change: dict[str, str],
    verified: bool,
) -> None:
    ana, sara, sol = founder_and_stewards
    kitchen = found(ana)
    path = f"/v1/organisations/{kitchen}"
    for steward in (sara, sol):
        steward.post(f"{path}/verifications")
    assert ana.patch(path, change)["verified"] is verified
    assert sara.post(f"{path}/verifications")["verified"] is verified, "the words given before are gone"


def test_an_organisations_people_decide_who_acts_for_it(
    world: World, founder_and_stewards: tuple[Person, Person, Person]
) -> None:
    ana, sara, _ = founder_and_stewards
    ben, kitchen = world.person("Ben"), world.organisation(ana)
    people = f"/v1/organisations/{kitchen}/people"
    assert sara.refused("PUT", f"{people}/{sara.id}")["status"] == 404
    ana.put(f"{people}/{ben.id}")
    assert ana.get(people) == {"items": [ana.id], "invited": [ben.id]}, (
        "nobody acts for it who did not say so"
    )
    assert ana.get(f"/v1/organisations/{kitchen}")["people"] == 1
    world.tick()
    assert "organisation_invites" in ben.inbox()
    for _ in range(2):
        ben.put(f"{people}/{ben.id}")
    assert set(ben.get(people)["items"]) == {ana.id, ben.id}
    assert sara.get(people) == {"items": [ana.id, ben.id], "invited": []}, "stewards see who they are"
    assert ana.get(f"/v1/organisations/{kitchen}")["people"] == 2
    cy, dan = world.person("Cy"), world.person("Dan")
    for person in (cy, dan):
        ana.put(f"{people}/{person.id}")
    for _ in range(2):
        cy.delete(f"{people}/{cy.id}") if _ == 0 else cy.refused("DELETE", f"{people}/{cy.id}")
    assert cy.refused("PUT", f"{people}/{cy.id}")["status"] == 404, "a no is a no"
    ben.delete(f"{people}/{ana.id}")
    assert dan.refused("PUT", f"{people}/{dan.id}")["code"] == "invitation_over", "who invited them is gone"
    assert ana.refused("GET", people)["status"] == 404
