"""H1: a stranger found the true cell of a need: 210 silent reads narrowed 1,956 km² to the right 5 km²."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from h3.api import basic_int as h3
from sqlalchemy import text

from core import places
from core.geography import measure
from services.places import supply
from tests.support.people import Person
from tests.support.places import SAME_SHOWN_CELL
from tests.support.world import World

SHOWN = measure.shown_at(**SAME_SHOWN_CELL[0])
TRUE = [places.name(places.cell_of(**place)) for place in SAME_SHOWN_CELL]
INSIDE = [places.name(cell) for cell in h3.grid_disk(places.cell_of(*places.centre(SHOWN)), 3)]
"""The small cells in and around the shown one: what a scan goes over."""


@dataclass(frozen=True)
class Asked:
    """Two needs that differ only in where, inside one shown cell, their authors are."""

    world: World
    stranger: Person
    authors: tuple[Person, Person]
    needs: tuple[str, str]
    community: str


@pytest.fixture
def asked(shared_world: World) -> Iterator[Asked]:
    world = shared_world
    steward, stranger = world.person("Sara"), world.person("Eve")
    ana, kim = world.person("Ana"), world.person("Kim")
    community = world.community(steward, stranger, ana, kim)["id"]
    needs = tuple(
        author.need(place=place, community_id=community)["id"]
        for author, place in zip((ana, kim), SAME_SHOWN_CELL, strict=True)
    )
    yield Asked(world, stranger, (ana, kim), (needs[0], needs[1]), community)
    for author, need in zip((ana, kim), needs, strict=True):
        author.post(f"/v1/needs/{need}/withdraw")


def test_the_two_are_true_cells_of_one_shown_cell() -> None:
    assert measure.shown_at(**SAME_SHOWN_CELL[1]) == SHOWN
    assert TRUE[0] != TRUE[1]
    assert h3.get_resolution(SHOWN) == 6


def test_a_scan_by_the_order_that_fits_tells_nothing(asked: Asked) -> None:
    """The list had a need exactly when its true cell was within one's own reach."""
    seen = []
    for cell in INSIDE:
        asked.world.advance(minutes=1)  # the limit on writes is another matter
        offer = asked.stranger.offer(place={"cell": cell}, reach_km=4.0, community_id=asked.community)
        found = {need["id"] for need in asked.stranger.get("/v1/needs?order=fit")["items"]}
        seen.append({need in found for need in asked.needs})
        asked.stranger.post(f"/v1/offers/{offer['id']}/withdraw")
    assert all(len(both) == 1 for both in seen), "either both or none"
    assert {True} in seen, "a scan that sees nothing at all would prove nothing"


@pytest.mark.parametrize("reach", [0.01, 4.0])
def test_answering_with_a_paused_offer_tells_nothing(asked: Asked, reach: float) -> None:
    """The answer said `beyond_reach`, or `paused`. A paused offer changes nothing for anybody, however often tried."""

    def refused(need: str) -> Any:
        return asked.stranger.refused("POST", f"/v1/needs/{need}/responses", {"offer_id": offer["id"]})

    for cell in INSIDE[::3]:
        asked.world.advance(minutes=1)
        offer = asked.stranger.offer(place={"cell": cell}, reach_km=reach, community_id=asked.community)
        asked.stranger.post(f"/v1/offers/{offer['id']}/pause", {})
        one, other = (refused(need) for need in asked.needs)
        assert one.get("reason") == other.get("reason")
        asked.stranger.post(f"/v1/offers/{offer['id']}/withdraw")


def test_everybody_else_reads_the_same_of_both(asked: Asked) -> None:
    for path in ("/v1/needs/{}", "/v1/needs/{}/matches"):
        one, other = (asked.stranger.call("GET", path.format(need)) for need in asked.needs)
        assert one.status_code == other.status_code
        for name in ("cell", "distance_band", "to_cell"):
            assert one.json().get(name) == other.json().get(name)


FINER = text("""
    SELECT 'need' AS held, cell FROM need WHERE cell IS NOT NULL
     UNION SELECT 'second place', to_cell FROM need WHERE to_cell IS NOT NULL
     UNION SELECT 'offer', cell FROM offer WHERE cell IS NOT NULL
     UNION SELECT 'supply', cell FROM supply WHERE cell <> :afar
     UNION SELECT 'cell of supply', cell FROM supply_cell
""")


def test_no_column_holds_a_cell_finer_than_the_shown_one(asked: Asked) -> None:
    """Whatever reads them (rules, waves, rounds, scores, lists) can tell nothing finer."""
    here, there = SAME_SHOWN_CELL
    asked.authors[0].offer(place=here, community_id=asked.community)
    asked.authors[0].need(category="ride", place=there, to=here, community_id=asked.community)
    with asked.world.database.transaction() as session:
        held = {(row.held, row.cell) for row in session.execute(FINER, {"afar": supply.AFAR})}
    assert len({kind for kind, _ in held}) == 5
    assert all(measure.shown_area(cell) == cell for _, cell in held)
    assert ("need", SHOWN) in held
    assert ("second place", SHOWN) in held


def test_offers_of_ten_metres_reach_are_asked_for_both_or_for_none(asked: Asked) -> None:
    """The engine's own proposal named the cell, also of needs that only who is asked may see."""
    hidden = [
        author.need(place=place, visible_to="asked", community_id=asked.community)["id"]
        for author, place in zip(asked.authors, SAME_SHOWN_CELL, strict=True)
    ]
    offer = asked.stranger.offer(place={"cell": TRUE[0]}, reach_km=0.01, community_id=asked.community)["id"]
    asked.stranger.patch("/v1/me", {"asks_a_day": 5, "asks_a_week": 10})
    asked.world.advance(hours=12)
    proposed = {
        match["need_id"]
        for match in asked.stranger.get("/v1/matches?role=helper&limit=50")["items"]
        if match["offer_id"] == offer
    }
    assert set(hidden) <= proposed, "both: none would prove nothing"
    for author, need in zip(asked.authors, hidden, strict=True):
        author.post(f"/v1/needs/{need}/withdraw")
