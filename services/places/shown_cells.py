"""How far apart two shown cells are, as a band: all that anybody is told of a distance."""

from core import places
from core.geography import cells
from matching.rules.distance import band, km
from services.places.cells import middle

FINE = 6
"""Cells of this resolution or finer are small against the bands in which distances are told."""

EDGES = (2, 5, 10, 25, 50, 100)
BEYOND = band(1000)


def band_between(a: int, b: int) -> str:
    """How far apart two shown cells are, as a band; with a wide cell only "within so many km" is honest."""
    apart = km(middle(a), middle(b))
    if min(cells.resolution(a), cells.resolution(b)) >= FINE:
        return band(apart)
    furthest = apart + places.rough_radius_km(a) + places.rough_radius_km(b)
    edge = next((edge for edge in EDGES if furthest <= edge), None)
    return f"under_{edge}_km" if edge is not None else BEYOND
