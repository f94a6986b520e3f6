"""Which countries a cell of resolution 5 is told to be in: the one that holds most of it, then all within 30 km."""

from collections import Counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core import places
from core.geography import cells
from tools.geography.sphere import EARTH_KM, REACH_KM, Floats, centres_to, chord, degrees, vectors

NEAR_KM = 30.0

_BOX = 0.002
"""Side, in Earth radii, of the boxes by which a border is first looked at; their corners are 11 km from the middle."""

_BOX_KM = _BOX * EARTH_KM

Near = dict[int, dict[str, float]]
"""By position in a list of cells: each country near it, and how far its border is from the cell's centre, in km."""


class Lands(Protocol):
    """Who holds what: the areas of real time zones, or a test's."""

    def holders(self, lats: Floats, lons: Floats) -> NDArray[np.str_]: ...
    def borders(self) -> dict[str, Floats]: ...


def words(given: list[int], lands: Lands) -> list[tuple[int, str]]:
    """Each cell with its word of the table: the countries' codes, split by spaces, in the order given."""
    held = lands.holders(*degrees(given))
    near = _near(given, lands.borders())
    for at in np.flatnonzero(
        held != ""
    ):  # areas may overlap where they are disputed: the border can be elsewhere
        near.setdefault(int(at), {}).setdefault(str(held[at]), np.inf)
    most = _holding_most([given[at] for at, codes in near.items() if len(codes) > 1], lands)
    return [(cell, _word(most.get(cell) or str(held[at]), near.get(at, {}))) for at, cell in enumerate(given)]


def _word(holder: str, near: dict[str, float]) -> str:
    """The holder or else the nearest first, the others by the alphabet: fewer orders make a smaller table."""
    first = holder or min(near, key=lambda code: (near[code], code), default="")
    return " ".join([first, *sorted(near.keys() - {first})])


def _near(given: list[int], borders: dict[str, Floats]) -> Near:
    """Whose borders run through each cell or within 30 km of it."""
    centres = vectors(*degrees(given))
    all_centres = cKDTree(centres)
    near: Near = {}
    for code, border in borders.items():
        boxes = np.unique(np.floor(border / _BOX), axis=0) * _BOX + _BOX / 2
        around = all_centres.query_ball_point(boxes, float(chord(NEAR_KM + REACH_KM + _BOX_KM)))
        some = np.unique(np.concatenate([np.array(hits, np.int64) for hits in around]))
        km = centres_to(border, [given[at] for at in some], centres[some], within_km=NEAR_KM)
        for at in np.flatnonzero(np.isfinite(km)):
            near.setdefault(int(some[at]), {})[code] = float(km[at])
    return near


def _holding_most(given: list[int], lands: Lands) -> dict[int, str]:
    """The country that holds most of the parts (resolution 7) of each cell, where any holds one."""
    parts = [part for cell in given for part in cells.parts(cell, places.RESOLUTION)]
    held: dict[int, Counter[str]] = {}
    for part, code in zip(parts, lands.holders(*degrees(parts)) if parts else [], strict=True):
        if code:
            held.setdefault(cells.parent(part, cells.WIDE), Counter())[str(code)] += 1
    return {cell: min(codes, key=lambda code: (-codes[code], code)) for cell, codes in held.items()}
