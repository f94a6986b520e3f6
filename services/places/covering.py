"""The cells that cover a circle's area: as which the places in it are shown, or wider ones where these were too many.

A function of what everybody knows of a circle (its middle, its reach, how coarse it asks places to be shown) and of the
static measure: nothing that anybody asked or offered shows in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, sqrt

from h3.api import basic_int as h3

from core import places
from core.geography import cells, measure
from matching.rules.distance import km
from matching.words.values import Point
from services.places.cells import middle

WIDEST = 3
"""About 12,400 km²: of such cells some 80 cover the widest circle there is."""

_BEYOND = 1.5
"""How far parts of a cell may lie from its middle, in mean edges: cells are not all alike, and parts stick out."""


@dataclass(frozen=True, slots=True)
class Area:
    """A disc, and the finest resolution (4 to 7) at which places in it are shown."""

    lat: float
    lon: float
    reach_km: float
    finest: int = places.RESOLUTION

    @property
    def middle(self) -> Point:
        return Point(self.lat, self.lon)


def width_km(resolution: int) -> float:
    """From one side of a cell to the other, on average over the Earth."""
    return sqrt(3) * float(h3.average_hexagon_edge_length(resolution, unit="km"))


def whole(area: Area, resolution: int) -> frozenset[int]:
    """The cells of `resolution` (3 to 7) that cover an area, each as it is shown where it is shown wider.

    Covered is what lies in the finest cells (resolution 7) whose middle is within reach, and the area's own middle.
    """
    own = cells.parent(places.cell_of(area.lat, area.lon), resolution)
    rings = ceil(area.reach_km / width_km(resolution) * 1.5) + 1
    near = {own, *(cell for cell in h3.grid_disk(own, rings) if _reached(area, cell))}
    return frozenset(as_shown(area, cell) for cell in near)


def within(area: Area, cell: int, resolution: int) -> frozenset[int]:
    """As `whole`, of what lies in one wider cell alone; empty where that has no part in the area.

    Raises ValueError: no cell, or none wider than `resolution`.
    """
    own = cells.parent(places.cell_of(area.lat, area.lon), resolution)
    parts = cells.parts(cell, resolution)
    return frozenset(as_shown(area, part) for part in parts if part == own or _reached(area, part))


def as_shown(area: Area, cell: int) -> int:
    """The cell as which places in the middle of `cell` are shown, or `cell` itself where that is wider."""
    return min(_shown(area, cell), cell, key=cells.resolution)


def is_narrow(area: Area, cell: int) -> bool:
    """Whether places in a cell are shown as it is or wider, so that no part of it is to be asked for."""
    return cells.resolution(_shown(area, cell)) <= cells.resolution(cell)


def _shown(area: Area, cell: int) -> int:
    return measure.coarser(measure.shown(cells.middle(cell, places.RESOLUTION)), area.finest)


def _reached(area: Area, cell: int) -> bool:
    """Whether the middle of any of a cell's finest parts is within reach."""
    away = km(area.middle, middle(cell))
    if away <= area.reach_km:
        return True
    resolution = cells.resolution(cell)
    if resolution == places.RESOLUTION or away > area.reach_km + _furthest(resolution):
        return False
    return any(_reached(area, part) for part in _nearest_first(area, cells.parts(cell, resolution + 1)))


def _furthest(resolution: int) -> float:
    return _BEYOND * float(h3.average_hexagon_edge_length(resolution, unit="km"))


def _nearest_first(area: Area, parts: Iterable[int]) -> Iterator[int]:
    yield from sorted(parts, key=lambda part: km(area.middle, middle(part)))
