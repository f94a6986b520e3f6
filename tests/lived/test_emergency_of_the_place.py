"""Lived 1: emergency lines are of the place: the community's where it holds it, else the country's, else none."""

from typing import Any

import pytest

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.people import Person
from tests.support.world import World
from texts.catalogue import say

MAINE = {"lat": 44.1004, "lon": -70.2148}
NAIROBI = {"lat": -1.2864, "lon": 36.8172}
BASEL = {"lat": 47.5596, "lon": 7.5886}
AT_SEA = {"lat": 0.0, "lon": -150.0}
OWN_LINE = {"label": "Ambulance of Nakuru", "phone": "1199"}
NAKURU = {"lat": -0.3031, "lon": 36.08}
"""130 km from Nairobi: too far to be named there."""

NAIVASHA = {"lat": -0.7, "lon": 36.43}
"""64 km from Nakuru, and further than its community reaches."""


@pytest.fixture(scope="module")
def nakuru(shared_world: World) -> str:
    """The only community there is; its id."""
    grace = shared_world.person("Grace")
    made = shared_world.community(grace, name="Nakuru", place=NAKURU, reach_km=40, emergency=[OWN_LINE])
    return str(made["id"])


def refusal(person: Person, place: dict[str, float], **headers: str) -> dict[str, Any]:
    need = {"category": "water", "place": place}
    problem = person.refused("POST", "/v1/needs", need, **headers)
    assert problem["code"] == "nobody_here_yet"
    return problem


def told(lines: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(line["label"], line["phone"]) for line in lines]


def test_far_from_all_communities_the_country_of_the_place_is_told(shared_world: World, nakuru: str) -> None:
    """Somebody in Maine was told Kenya's."""
    problem = refusal(shared_world.person("Ana"), MAINE)
    assert told(problem["emergency"]) == [("United States", "911"), ("United States", "112")]
    assert problem["nearest"] == []
    assert problem["detail"].endswith(
        "You can begin one yourself, with a few neighbours. In danger, call 911, 112."
    )


def test_near_a_community_that_does_not_hold_the_place_the_country_is_told(
    shared_world: World, nakuru: str
) -> None:
    problem = refusal(shared_world.person("Ana"), NAIVASHA)
    assert told(problem["emergency"]) == [("Kenya", "112"), ("Kenya", "999"), ("Kenya", "114")]
    assert [(one["id"], one["km"]) for one in problem["nearest"]] == [(nakuru, 59)]
    assert "Look at the nearest communities." in problem["detail"]


def test_nearest_ends_at_a_hundred_kilometres(shared_world: World, nakuru: str) -> None:
    assert refusal(shared_world.person("Ana"), NAIROBI)["nearest"] == []


def test_at_a_border_both_are_told_with_their_names(shared_world: World, nakuru: str) -> None:
    problem = refusal(shared_world.person("Ana", locale="fr"), BASEL)
    names = [line["label"] for line in problem["emergency"]]
    assert list(dict.fromkeys(names)) == ["Suisse", "Allemagne", "France"]
    assert ("Allemagne", "110") in told(problem["emergency"])
    assert "Suisse 112" in problem["detail"]
    assert "; Allemagne 112, 110; " in problem["detail"]


def test_on_the_open_sea_nobody_is_told(shared_world: World, nakuru: str) -> None:
    problem = refusal(shared_world.person("Ana"), AT_SEA)
    assert problem["emergency"] == []
    assert "call" not in problem["detail"]


def test_an_urgent_need_has_the_communitys_lines_where_it_holds_the_place(
    shared_world: World, nakuru: str
) -> None:
    ana = shared_world.person("Ana")
    here = ana.need(place=NAKURU, urgency="urgent")
    assert told(here["emergency"]) == [("Ambulance of Nakuru", "1199")]
    elsewhere = shared_world.person("Ben").need(place=MAINE, urgency="urgent", community_id=nakuru)
    assert told(elsewhere["emergency"]) == [("United States", "911"), ("United States", "112")]
    calm = shared_world.person("Cem").need(place=NAKURU)
    assert "emergency" not in calm


def test_a_page_names_whom_to_call_where_its_matter_is(shared_world: World, nakuru: str) -> None:
    """Pages named the circle's lines, wherever help was needed."""
    ana = shared_world.person("Ana")
    for place, lines in ((NAKURU, ["1199"]), (MAINE, ["911", "112"])):
        need = ana.need(place=place, community_id=nakuru)
        link = pages.link_for(shared_world, LinkPurpose.TEND_NEED, ana, need["id"])
        page = pages.get(shared_world.http, link)
        called = [href.removeprefix("tel:") for href in page.hrefs if href.startswith("tel:")]
        assert called == lines
        assert page.text.count(say("page.emergency", "en")) == 1, "their label stands once"
        shared_world.advance(hours=1)


def test_a_community_that_nobody_recognised_does_not_stand_before_the_country(
    shared_world: World, nakuru: str
) -> None:
    mal = shared_world.person("Mal")
    false = {"label": "Emergency", "phone": "+1 900 555 0100"}
    founded = shared_world.community(
        mal, recognised=False, name="Free help", place=MAINE, emergency=[false, {**false, "phone": "911"}]
    )
    need = mal.need(place=MAINE, urgency="urgent", community_id=founded["id"])
    assert told(need["emergency"]) == [
        ("United States", "911"),
        ("United States", "112"),
        ("Emergency", "+1 900 555 0100"),
    ]
