"""What the platform knows of places in a simulated community: the cells as which they are shown.

The map is laid over real coordinates, so that cells are H3's own, and its towns are handed to the rule by which the
committed table is made (`tools.geography.shown_rule`).
"""

from dataclasses import dataclass

import numpy as np

from core import places
from core.geography import cells, measure
from matching.rounds.arrays import Floats, Ints
from tools.geography import shown_rule

ORIGIN = (42.73, -84.55)
"""Latitude and longitude of the map's corner."""
KM_A_DEGREE = 111.195


@dataclass(frozen=True, slots=True)
class Towns:
    """What a gazetteer tells of the map: where towns have their middle, in km, and how many live there."""

    at: Floats
    people: Ints


@dataclass(frozen=True, slots=True)
class Known:
    """Where the platform takes people to be, in km on the map: the middles of cells, and discs as large as these."""

    at: Floats
    radius: Floats


def as_they_are(at: Floats) -> Known:
    """The true places."""
    return Known(at, np.zeros(len(at)))


def as_shown(at: Floats, towns: Towns) -> Known:
    """Places as the measure shows them, given these towns."""
    fine = [places.cell_of(lat, lon) for lat, lon in _degrees(at).tolist()]
    wide = sorted({cells.parent(cell, cells.WIDE) for cell in fine})
    lats, lons = _degrees(towns.at).T
    word = dict(shown_rule.words(wide, shown_rule.Towns(lats, lons, towns.people)))
    shown = [measure.by_word(cell, word[cells.parent(cell, cells.WIDE)]) for cell in fine]
    middles = np.array([places.centre(cell) for cell in shown]).reshape(-1, 2)
    return Known(_on_the_map(middles), np.array([places.radius_km(cell) for cell in shown]))


def _degrees(at: Floats) -> Floats:
    return np.asarray(at[:, ::-1] / _scale() + ORIGIN)


def _on_the_map(degrees: Floats) -> Floats:
    return np.asarray(((degrees - ORIGIN) * _scale())[:, ::-1])


def _scale() -> Floats:
    """Kilometres a degree of latitude and of longitude, at the map's corner: within a hundredth over 60 km."""
    return np.array([KM_A_DEGREE, KM_A_DEGREE * np.cos(np.radians(ORIGIN[0]))])
