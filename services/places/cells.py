"""As which cell a place is shown: of a place, all that is not sealed, and all that anything here computes with."""

from core import places
from core.geography import measure
from matching.words.values import Point


def of_place(place: Point | int | None) -> int | None:
    """The cell as which an exact place is shown, or an area that was named in place of one; no place has none."""
    if place is None:
        return None
    return measure.shown_at(place.lat, place.lon) if isinstance(place, Point) else measure.shown_area(place)


def middle(cell: int) -> Point:
    """The point that stands for all places in a shown cell."""
    return Point(*places.centre(cell))
