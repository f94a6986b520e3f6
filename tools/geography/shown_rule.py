"""The measure of ADR 0014 over a list of towns: which wide cells are shown as they are, and which cells are split."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from core import places
from core.geography import cells
from core.geography.measure import MIDDLE, WHOLE
from tools.geography.sphere import Floats, centres_to, chord, degrees, vectors

ALONE_KM = 25.0
"""A cell of resolution 5 with nobody known so near is shown as it is."""

TOWN = 5_000
NEAR_TOWN_KM = 6.0
CROWDED = 1_500
"""People per km² of a town whose extent nobody told: a disc of people / CROWDED km² around its centre."""

CHILDREN = 7


@dataclass(frozen=True, slots=True)
class Towns:
    """What a gazetteer tells of places with people: degrees, and how many live there."""

    lats: Floats
    lons: Floats
    people: NDArray[np.int64]

    def vectors(self) -> Floats:
        return vectors(self.lats, self.lons)


def reach_km(people: NDArray[np.int64]) -> Floats:
    """How far from a town's centre cells are split: 6 km, or its disc's radius where that is more."""
    return np.maximum(NEAR_TOWN_KM, np.sqrt(people / (CROWDED * np.pi)))


def words(given: list[int], towns: Towns) -> list[tuple[int, str]]:
    """Each cell of resolution 5 with its word of the table of shown cells, in the order given."""
    known = towns.vectors()[towns.people > 0]
    inhabited = np.isfinite(centres_to(known, given, vectors(*degrees(given)), within_km=ALONE_KM))
    lived = [cell for cell, anybody in zip(given, inhabited, strict=True) if anybody]
    split = _split([part for cell in lived for part in cells.parts(cell, MIDDLE)], towns)
    return [
        (cell, _word(cell, split) if anybody else WHOLE)
        for cell, anybody in zip(given, inhabited, strict=True)
    ]


def _split(middle: list[int], towns: Towns) -> set[int]:
    """The cells of resolution 6 whose centre lies near a town or in one."""
    large = towns.people >= TOWN
    reach = reach_km(towns.people[large])
    hits = cKDTree(vectors(*degrees(middle))).query_ball_point(towns.vectors()[large], chord(reach))
    return {middle[at] for near in hits for at in near}


def _word(cell: int, split: set[int]) -> str:
    """One digit for each child of resolution 6. A pentagon has no child 1: nobody asks for it."""
    digits = [str(MIDDLE)] * CHILDREN
    for part in cells.parts(cell, MIDDLE):
        if part in split:
            digits[cells.digit(part, MIDDLE)] = str(places.RESOLUTION)
    return "".join(digits)
