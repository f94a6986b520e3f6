"""Places: the exact one is sealed; everything else is computed from the cell (H3) as which it is shown."""

from itertools import pairwise
from math import pi, sqrt

import h3

RESOLUTION = 7
"""About 5 km²: the finest cell as which a place is shown."""

COARSEST = 4
"""About 1,770 km²: the widest that somebody may name in place of a point, or stewards ask for."""

_LONGEST_NAME = 16  # what 64 bits take in hexadecimal; h3 itself overflows beyond


def cell_of(lat: float, lon: float) -> int:
    """The cell of our finest resolution around a point. What is shown of it is `core.geography.measure`'s to say."""
    return int(h3.str_to_int(h3.latlng_to_cell(lat, lon, RESOLUTION)))


def name(cell: int) -> str:
    """The cell as apps and map libraries write it."""
    return str(h3.int_to_str(cell))


def number(cell_name: str) -> int:
    """The area that an app named, as a cell: where it is finer or wider than cells here may be, the nearest that may.

    Raises ValueError for what is no cell.
    """
    if len(cell_name) > _LONGEST_NAME or not h3.is_valid_cell(cell_name):
        raise ValueError(cell_name)
    given = int(h3.get_resolution(cell_name))
    if given > RESOLUTION:
        return int(h3.str_to_int(h3.cell_to_parent(cell_name, RESOLUTION)))
    return int(
        h3.str_to_int(cell_name if given >= COARSEST else h3.cell_to_center_child(cell_name, COARSEST))
    )


def centre(cell: int) -> tuple[float, float]:
    """Latitude and longitude of a cell's centre."""
    lat, lon = h3.cell_to_latlng(h3.int_to_str(cell))
    return float(lat), float(lon)


def rough_radius_km(cell: int) -> float:
    """How far the centre may be from the truth: the cell's circumradius."""
    edges = h3.cell_to_boundary(h3.int_to_str(cell))
    return max(float(h3.great_circle_distance(centre(cell), point)) for point, _ in pairwise(edges))


def radius_km(cell: int) -> float:
    """The radius of a disc as large as the cell."""
    return sqrt(float(h3.cell_area(h3.int_to_str(cell), unit="km^2")) / pi)
