"""Places: the exact one is sealed; everything else is computed from cells (H3)."""

from itertools import pairwise
from math import pi, sqrt

import h3

RESOLUTION = 7
"""About 5 km². What search, distance, order and matching compute with."""

COARSEST = 4
"""About 1,770 km²: shown cells widen to here in thin places, and no further."""

_LONGEST_NAME = 16  # what 64 bits take in hexadecimal; h3 itself overflows beyond


def cell_of(lat: float, lon: float) -> int:
    return int(h3.str_to_int(h3.latlng_to_cell(lat, lon, RESOLUTION)))


def name(cell: int, resolution: int = RESOLUTION) -> str:
    """The cell, or its ancestor at `resolution`, as apps and map libraries write it."""
    return str(h3.cell_to_parent(h3.int_to_str(cell), resolution))


def number(cell_name: str) -> int:
    """The cell of our resolution for a cell named by an app: its centre's. Raises ValueError."""
    if len(cell_name) > _LONGEST_NAME or not h3.is_valid_cell(cell_name):
        raise ValueError(cell_name)
    lat, lon = h3.cell_to_latlng(cell_name)
    return cell_of(lat, lon)


def centre(cell: int | str) -> tuple[float, float]:
    """Latitude and longitude of a cell's centre."""
    lat, lon = h3.cell_to_latlng(cell if isinstance(cell, str) else h3.int_to_str(cell))
    return float(lat), float(lon)


def descendants(cell: int, resolution: int) -> tuple[int, int]:
    """First and last cell of our resolution within the ancestor of `cell` at `resolution`.

    The digits below the ancestor are the lowest bits in use, so its descendants are one run of numbers.
    """
    unused = 3 * (15 - RESOLUTION)
    span = 3 * (RESOLUTION - resolution)
    first = cell >> (unused + span) << (unused + span) | ((1 << unused) - 1)
    return first, first | (((1 << span) - 1) << unused)


def resolution(cell_name: str) -> int:
    return int(h3.get_resolution(cell_name))


def widenings() -> list[int]:
    """Resolutions to try for a shown cell, finest first."""
    return list(range(RESOLUTION, COARSEST - 1, -1))


def rough_radius_km(cell_name: str) -> float:
    """How far the centre may be from the truth: the cell's circumradius."""
    edges = h3.cell_to_boundary(cell_name)
    return max(float(h3.great_circle_distance(centre(cell_name), point)) for point, _ in pairwise(edges))


def radius_km(cell: int) -> float:
    """The radius of a disc as large as the cell."""
    return sqrt(float(h3.cell_area(h3.int_to_str(cell), unit="km^2")) / pi)
