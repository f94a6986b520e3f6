"""Shown place → true cells told apart: a stranger scans seven needs, one in each small cell of one shown cell."""

from typing import Any

from h3.api import basic_int as h3

from core import places
from core.geography import measure
from tests.attacks.day.figure import Figure
from tests.support.people import Person
from tests.support.places import SAME_SHOWN_CELL
from tests.support.world import World

INSIDE = sorted(h3.cell_to_children(measure.shown_at(**SAME_SHOWN_CELL[0]), places.RESOLUTION))


def played(world: World) -> Figure:
    """By what they look like, in which lists they stand, and how an answer to them is refused."""
    ana, eve = world.person("Ana"), world.person("Eve")
    community = world.community(world.person("Sara"), ana, eve)["id"]
    needs = [ana.need(place=_middle(cell), community_id=community)["id"] for cell in INSIDE]
    told: dict[str, list[Any]] = {need: [_look(eve, need)] for need in needs}
    for cell in INSIDE[::3]:
        world.advance(minutes=1)  # how much one may write is another matter
        offer = eve.offer(place=_middle(cell), reach_km=2.0, community_id=community)["id"]
        fitting = {need["id"] for need in eve.get("/v1/needs?order=fit&limit=50")["items"]}
        eve.post(f"/v1/offers/{offer}/pause", {})
        for need in needs:
            refused = eve.call("POST", f"/v1/needs/{need}/responses", {"offer_id": offer}).json()
            told[need].append((need in fitting, refused.get("reason"), refused.get("code")))
        eve.post(f"/v1/offers/{offer}/withdraw")
    apart = len({repr(seen) for seen in told.values()}) - 1
    return Figure("true cells told apart inside one shown cell", apart, len(INSIDE) - 1)


def _middle(cell: int) -> dict[str, float]:
    lat, lon = h3.cell_to_latlng(cell)
    return {"lat": round(lat, 6), "lon": round(lon, 6)}


def _look(who: Person, need: str) -> list[Any]:
    seen = who.get(f"/v1/needs/{need}")
    around = who.get(f"/v1/needs/{need}/matches")
    return [seen.get("cell"), seen.get("distance_band"), seen.get("to_cell"), around]
