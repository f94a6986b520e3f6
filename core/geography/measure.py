"""How coarse a place is shown: by a static measure of how many people live around it.

From the top down, by H3's index and never by the point: a cell of resolution 5 (253 km²) is shown as it is where the
gazetteer knows nobody within 25 km of it; else each of its cells of resolution 6 (36 km²) is, unless its centre lies
within 6 km of a town of 5,000 people or more, or in one (√(people / 1,500 π) km); else resolution 7 (5 km²) is shown.
So shown cells tile the map, and a shown cell says that a place is somewhere in it and nothing else (ADR 0014).
"""

from functools import cache

from core import places
from core.geography import cells
from core.geography.table import Table, read

MIDDLE = 6
WHOLE = str(cells.WIDE)
"""The table's word for a cell of resolution 5 that is shown as it is.

For any other it is seven digits: as which resolution each of its children of resolution 6 is shown, 6 or 7.
"""


def shown(cell: int) -> int:
    """The cell as which a place in `cell` is shown: its ancestor of resolution 7, 6 or 5, or itself.

    Raises ValueError: not a cell, or one wider than resolution 7, whose parts may be shown differently.
    """
    fine = cells.parent(cell, places.RESOLUTION)
    return by_word(fine, _table().word(cells.parent(fine, cells.WIDE)))


def by_word(fine: int, word: str) -> int:
    """The cell as which one of resolution 7 is shown, where `word` is said of the cell of resolution 5 around it."""
    if word == WHOLE:
        return cells.parent(fine, cells.WIDE)
    return cells.parent(fine, int(word[cells.digit(fine, MIDDLE)]))


def shown_at(lat: float, lon: float) -> int:
    """The cell as which a point (degrees) is shown: that of its cell of resolution 7."""
    return shown(places.cell_of(lat, lon))


def shown_area(cell: int) -> int:
    """As which cell an area is shown that somebody names in place of a point: as it is, or as its middle where that
    is shown wider. Raises ValueError: not a cell, or one outside resolutions 4 to 7.
    """
    resolution = cells.resolution(cell)
    return coarser(shown(cells.middle(cell, places.RESOLUTION)), resolution)


def coarser(cell: int, resolution: int) -> int:
    """A shown cell where stewards ask for at least `resolution`: its ancestor, or itself if it is as wide already.

    Shown cells go on tiling the map only where a region is made of whole cells of `resolution`.
    Raises ValueError: not a cell, or a resolution outside 4 to 7.
    """
    if not places.COARSEST <= resolution <= places.RESOLUTION:
        raise ValueError(resolution)
    return cells.parent(cell, min(resolution, cells.resolution(cell)))


@cache
def _table() -> Table:
    """Read on first use (17 ms; of threads that come at once each may read it, to the same effect).

    347 KiB packed, 1.1 MiB in memory; a look-up takes 1.3 µs.
    """
    return read("shown_cells.bin")
