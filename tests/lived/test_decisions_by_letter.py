"""lived 23: "you decide" is decided on the page that the letter leads to, by whoever may, and once."""

import re

import pytest

from tests.support import pages
from tests.support.pages import Shown
from tests.support.people import Person
from tests.support.world import World
from texts.catalogue import say


def page_of(world: World, address: str, template: str) -> Shown:
    """The page to which the last letter leads that says this, by itself or among others of a day."""
    world.tick()
    world.advance(hours=25)
    title = say(f"notification.{template}.title", "en")
    for one in world.outbox(address):
        said = re.search(re.escape(title) + r"\s+(http\S+)", one["text"])
        if said or one["subject"] == title:
            return pages.get(world.http, pages.link_in(said[1] if said else one["text"]))
    raise AssertionError(f"no letter says {title!r}")


def press(world: World, page: Shown, do: str) -> Shown:
    return pages.press(world.http, page, do)


def somebody(world: World, name: str) -> tuple[Person, str]:
    address = f"{name.lower().replace(' ', '-')}@example.org"
    return world.person(name, proved=address), address


@pytest.mark.parametrize(("do", "state"), [("yes", ["standing"]), ("no", [])])
def test_an_alliance(shared_world: World, do: str, state: list[str]) -> None:
    world = shared_world
    one, (other, address) = world.person(f"One {do}"), somebody(world, f"Other {do}")
    ours = world.community(one, name=f"Ours {do}")["id"]
    theirs = world.community(other, name=f"Theirs {do}")["id"]
    one.put(f"/v1/communities/{ours}/alliances/{theirs}")
    page = page_of(world, address, "alliance_asked")
    assert press(world, page, do).status == 200
    assert [ally["state"] for ally in other.get(f"/v1/communities/{theirs}/alliances")["items"]] == state
    over = pages.get(world.http, page.path)
    assert (over.status, over.buttons) == (200, {})


@pytest.mark.parametrize(("do", "acts"), [("yes", True), ("no", False)])
def test_an_invitation_of_an_organisation(shared_world: World, do: str, acts: bool) -> None:
    world = shared_world
    founder, (ben, address) = world.person("Fay"), somebody(world, f"Invited {do}")
    organisation = world.organisation(founder, name=f"Kitchen {do}")
    founder.put(f"/v1/organisations/{organisation}/people/{ben.id}")
    page = page_of(world, address, "organisation_invites")
    assert f"Kitchen {do}" in page.text
    press(world, page, do)
    assert (organisation in [one["id"] for one in ben.get("/v1/me")["organisations"]]) is acts
    assert pages.get(world.http, page.path).buttons == {}


@pytest.mark.parametrize(("do", "lines"), [("yes", ["911"]), ("no", ["911", "112"])])
def test_a_change_that_waits_for_a_second_word(shared_world: World, do: str, lines: list[str]) -> None:
    world = shared_world
    one, (neighbour, address) = world.person("Sam"), somebody(world, f"Neighbour {do}")
    both = [{"label": "Emergency", "phone": "911"}, {"label": "Everywhere", "phone": "112"}]
    circle = world.community(one, name=f"Circle {do}", emergency=both)["id"]
    world.community(neighbour, name=f"Next door {do}")
    one.patch(f"/v1/communities/{circle}", {"emergency": both[:1]})
    page = page_of(world, address, "change_waits")
    assert "112" in page.text
    press(world, page, do)
    assert [line["phone"] for line in one.get(f"/v1/communities/{circle}")["emergency"]] == lines
    assert pages.get(world.http, page.path).buttons == {}


def test_an_organisation_answers_with_an_offer_of_its_own(shared_world: World) -> None:
    world = shared_world
    steward, ana, (fay, address) = (
        world.person("Stu"),
        world.person("Ann"),
        somebody(world, "Fay of the kitchen"),
    )
    organisation = world.organisation(fay, name="Kitchen of all")
    circle = world.community(steward, fay, name="Hungry")["id"]
    need = ana.need(urgency="soon", community_id=circle)["id"]
    world.advance(days=1, hours=1)
    told = page_of(world, address, "organisation_wanted")
    assert (told.status, told.buttons) == (200, {}), (
        "it has no offer here to answer with: it calls the circle"
    )
    fay.offer(organisation_id=organisation, community_id=circle)
    page = pages.get(world.http, told.path)
    assert "Groceries" in page.text
    assert press(world, page, "yes").status == 200
    assert ana.match_on(need)["status"] == "accepted"
