"""Lived 20: an organisation's need is public in place and contact, as far as it shares them; a person's never is."""

from typing import Any

import pytest

from tests.support import pages
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

DOOR = "12 Oak St, the yellow door"


class Kitchen:
    """A verified organisation in Lansing, Ana who acts for it, and somebody who belongs nowhere."""

    def __init__(self, world: World) -> None:
        self.ana = world.person("Ana", proved="kitchen@example.org")
        world.prove(self.ana, "+15175550133")
        world.community(world.person("Cleo"), self.ana)
        self.id = world.organisation(self.ana, name="Soup Kitchen")
        self.outsider = world.person("Olu")
        self.world = world

    def need(self, by: Person | None = None, **fields: Any) -> dict[str, Any]:
        said = {
            "visible_to": "public",
            "address": DOOR,
            "private_note": "ring twice",
            "organisation_id": self.id,
        }
        self.world.advance(hours=1)
        return (by or self.ana).need(**said | fields)

    def seen(self, need: dict[str, Any]) -> dict[str, Any]:
        return dict(self.outsider.get(f"/v1/needs/{need['id']}"))


@pytest.fixture(scope="module")
def kitchen(shared_world: World) -> Kitchen:
    return Kitchen(shared_world)


def test_whoever_sees_it_reads_where_it_is_and_how_the_organisation_is_reached(kitchen: Kitchen) -> None:
    seen = kitchen.seen(kitchen.need(share=["place", "phone", "email"]))
    assert (seen["place"], seen["address"], seen["organisation_id"]) == (LANSING, DOOR, kitchen.id)
    assert seen["contact"] == {
        "organisation": "Soup Kitchen",
        "email": "kitchen@example.org",
        "phone": "+15175550133",
    }
    assert "private_note" not in seen
    assert "display_name" not in seen


def test_the_page_of_a_shared_link_tells_it_too(kitchen: Kitchen) -> None:
    need = kitchen.need(share=["place", "phone", "email"])
    link = pages.link_in(kitchen.ana.post(f"/v1/needs/{need['id']}/share-links")["url"])
    page = pages.get(kitchen.world.http, link)
    assert {"Soup Kitchen", DOOR, "+15175550133", "kitchen@example.org"} <= set(page.text.splitlines())
    assert {"tel:+15175550133", "mailto:kitchen@example.org"} <= set(page.hrefs)
    assert any(href.startswith("geo:42.73") for href in page.hrefs)
    assert "ring twice" not in page.text


def test_the_page_of_a_shared_link_tells_no_more_than_is_shared(kitchen: Kitchen) -> None:
    for fields in ({"share": ["email"]}, {"organisation_id": None, "share": ["place", "phone"]}):
        need = kitchen.need(**fields)
        link = pages.link_in(kitchen.ana.post(f"/v1/needs/{need['id']}/share-links")["url"])
        page = pages.get(kitchen.world.http, link)
        assert not {DOOR, "+15175550133", "Ana"} & set(page.text.splitlines())
        assert not any(href.startswith("geo:") for href in page.hrefs)


def test_by_default_the_place_is_public_and_nobodys_own_number(kitchen: Kitchen) -> None:
    seen = kitchen.seen(kitchen.need())
    assert seen["place"] == LANSING
    assert seen["contact"] == {"organisation": "Soup Kitchen", "email": None, "phone": None}


def test_a_shelter_keeps_its_door_to_itself(kitchen: Kitchen) -> None:
    seen = kitchen.seen(kitchen.need(share=["email"], to={"lat": 42.74, "lon": -84.5}))
    assert (seen["place"], seen["to"], seen["address"]) == (None, None, None)
    assert seen["contact"]["email"] == "kitchen@example.org"


def test_of_a_persons_need_nothing_is_public(kitchen: Kitchen) -> None:
    seen = kitchen.seen(kitchen.need(organisation_id=None, share=["place", "phone"]))
    assert not {"place", "to", "address", "contact"} & seen.keys()


def test_a_number_that_nobody_proved_is_not_for_everybody(kitchen: Kitchen) -> None:
    """Else whoever acts for an organisation has a whole town ring somebody else."""
    omar = kitchen.world.person("Omar", phone="+15175550166")
    for person in (kitchen.ana, omar):
        person.put(f"/v1/organisations/{kitchen.id}/people/{omar.id}")
    need = kitchen.need(omar, share=["place", "phone"])
    assert kitchen.seen(need)["contact"]["phone"] is None
    kitchen.world.prove(omar, "+15175550166")
    assert kitchen.seen(need)["contact"]["phone"] == "+15175550166"
    kitchen.ana.delete(f"/v1/organisations/{kitchen.id}/people/{omar.id}")
    assert kitchen.seen(need)["contact"]["phone"] is None, (
        "whoever does not act for it any more is rung by nobody"
    )


def test_of_an_organisation_that_has_to_be_verified_anew_nothing_is_public(kitchen: Kitchen) -> None:
    need = kitchen.need()
    front = {"name": "Other Kitchen"}
    kitchen.ana.patch(f"/v1/organisations/{kitchen.id}", front)
    assert not {"place", "contact"} & kitchen.seen(need).keys()
