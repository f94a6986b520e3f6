"""A picture of a circle's cells to tap on, and the cell behind a tap: for `<input type=image>`, without script.

Drawn from what everybody may know of a circle: its area, its landmarks, how coarse it asks places to be shown. So it
is one picture for all, and may be kept. Where the shown cells would be narrower than a finger can tell apart, wider
ones are drawn, with a cross in them; a tap on one leads to the picture of what lies in it. Cells of resolution 7 are
drawn up to a reach of 17 km, of 6 up to 45, of 5 up to 119, of 4 up to 316, then of 3: after two more taps at most it
is the cell that is shown.
"""

from dataclasses import dataclass
from functools import lru_cache

from h3.api import basic_int as h3

from core import places
from core.geography import cells
from core.models import Community
from services.facts import policies
from services.places import covering
from services.places.covering import Area
from services.places.plane import Plane

SIDE = 300
"""Width and height in CSS pixels. Taps count in pixels as displayed: the page must show it at this very size."""

FINGER = 20
"""Pixels that a cell is wide at least; beside the picture stands a list, for whoever wants more room."""

_LONGEST_NAME = 16  # what 64 bits take; h3 itself overflows beyond
_MARGIN = 3
_RESOLUTIONS = (7, 6, 5, 4, 3)


@dataclass(frozen=True, slots=True)
class Tapped:
    """The cell that was tapped. `lat`, `lon`: its middle. `whole`: places are shown as it; else look into it."""

    cell: int
    lat: float
    lon: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The cells in a picture, and where on it each place lies."""

    area: Area
    drawn: frozenset[int]
    plane: Plane
    left: float
    top: float
    scale: float
    """Pixels per kilometre; `left` and `top` are the kilometres east and north at the picture's corner."""

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies, in pixels from the corner at the top left."""
        east, north = self.plane.of(lat, lon)
        return (east - self.left) * self.scale, (self.top - north) * self.scale

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The place at a pixel."""
        return self.plane.back(self.left + x / self.scale, self.top - y / self.scale)

    def cell_at(self, x: float, y: float) -> int | None:
        """The drawn cell at a pixel; None beside them all."""
        lat, lon = self.place(x, y)
        around = {int(h3.latlng_to_cell(lat, lon, size)) for size in map(cells.resolution, self.drawn)}
        return max(around & self.drawn, key=cells.resolution, default=None)


def picture_of(circle: Community, within: int | None = None) -> Picture | None:
    """The picture of a circle's area, or of one wider cell of it; None where that is no part of the area, or where
    places are shown as it already.
    """
    area = Area(circle.lat, circle.lon, circle.reach_km, policies.of(circle).places_shown_at)
    return _whole(area) if within is None else _part(area, within)


def tapped(circle: Community, x: int, y: int, within: int | None = None) -> Tapped | None:
    """What a tap on the picture means, in its pixels; None where it hit no cell, or there is no such picture.

    Whoever presses the picture by keyboard points at nothing: browsers send 0, 0 then, where no cell ever is.
    """
    picture = picture_of(circle, within)
    if picture is None or not (0 <= x <= SIDE and 0 <= y <= SIDE):  # farther on comes the Earth again
        return None
    cell = picture.cell_at(x, y)
    return (
        None if cell is None else Tapped(cell, *places.centre(cell), covering.is_narrow(picture.area, cell))
    )


def cell_named(name: str) -> int | None:
    """The cell that an address names, as apps write it (15 letters and digits); None for what is none."""
    if not name.isalnum() or not name.isascii() or len(name) > _LONGEST_NAME:
        return None
    try:
        cell = int(name, 16)
    except ValueError:
        return None
    return cell if h3.is_valid_cell(cell) else None


@lru_cache(maxsize=256)
def _whole(area: Area) -> Picture:
    for size in _RESOLUTIONS:
        across = 2 * area.reach_km + covering.width_km(size)
        if size == covering.WIDEST or covering.width_km(size) * SIDE / across >= FINGER:
            break
    return _laid_out(area, covering.whole(area, size))


@lru_cache(maxsize=256)
def _part(area: Area, cell: int) -> Picture | None:
    if not h3.is_valid_cell(cell) or not covering.WIDEST <= cells.resolution(cell) < places.RESOLUTION:
        return None
    if covering.is_narrow(area, cell):
        return None
    size = min(cells.resolution(cell) + 2, places.RESOLUTION)
    drawn = covering.within(area, cell, size)
    return _laid_out(area, drawn) if drawn else None


def _laid_out(area: Area, drawn: frozenset[int]) -> Picture:
    """As large as fits, its middle in the middle."""
    plane = Plane(*places.centre(next(iter(drawn))) if len(drawn) == 1 else (area.lat, area.lon))
    corners = [plane.of(lat, lon) for cell in drawn for lat, lon in h3.cell_to_boundary(cell)]
    easts, norths = zip(*corners, strict=True)
    across = max(max(easts) - min(easts), max(norths) - min(norths))
    scale = (SIDE - 2 * _MARGIN) / across
    half = SIDE / 2 / scale
    return Picture(
        area,
        drawn,
        plane,
        (max(easts) + min(easts)) / 2 - half,
        (max(norths) + min(norths)) / 2 + half,
        scale,
    )
