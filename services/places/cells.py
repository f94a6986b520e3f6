"""The cell in which a place lies: of a place, all that is not sealed."""

from core import places
from matching.words.values import Point


def of_place(place: Point | int | None) -> int | None:
    """The cell of an exact place; a place that was given as a cell is one already, no place has none."""
    return places.cell_of(place.lat, place.lon) if isinstance(place, Point) else place
