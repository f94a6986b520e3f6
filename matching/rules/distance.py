"""How far it is: great-circle kilometres between cell centres, what reach that takes, and the bands people may know."""

from math import asin, asinh, cos, degrees, radians, sin, sqrt, tan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.words.values import Point

Numbers = TypeVar("Numbers", float, NDArray[np.float64])

EARTH_KM = 6371.0088
"""The Earth's mean radius (IUGG)."""

A_THIRD = 0.43
"""A third of what is drawn from a bell curve lies so many spreads below its middle, or farther down."""

_BANDS = (
    (2.0, "under_2_km"),
    (5.0, "2_5_km"),
    (10.0, "5_10_km"),
    (25.0, "10_25_km"),
    (50.0, "25_50_km"),
    (100.0, "50_100_km"),
)
_OVER = "over_100_km"
BANDS = (*(code for _, code in _BANDS), _OVER)
"""All distance bands, nearest first. Nobody is ever told a distance more exactly."""

MERCATOR_ENDS = 85.0511287798
"""The latitude at which the map is square; beyond it, all places count as there."""


def km(a: Point, b: Point) -> float:
    """Great-circle distance in kilometres (haversine; Sinnott, Sky and Telescope 1984)."""
    up = sin(radians(b.lat - a.lat) / 2) ** 2
    across = sin(radians(b.lon - a.lon) / 2) ** 2
    half_chord = up + cos(radians(a.lat)) * cos(radians(b.lat)) * across
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half_chord)))


def least_reach(apart: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The reach, in kilometres, that a third of the possible ways between two places fits; 0 where any reach does.

    Of each place no more is known than a cell: `one` and `other` are the radii of discs as large as these, `apart` is
    how far their centres are from each other. A hard cut between the centres would leave out many who live near: so
    somebody is out of reach only where fewer than a third of the ways fit. Nor is anybody where one cell is the other,
    or holds its middle: people live close together, and no cell is as empty as its size makes believe.

    The ways are taken as Rice's distribution: `apart`, and in each direction an error as wide as both discs are. Within
    three hundredths of what trying all ways in real cells comes to. Works on one number and on a column alike.
    """
    disjoint = (apart >= one) & (apart >= other)
    spread: Numbers = (one * one + other * other) ** 0.5 / 2
    third: Numbers = (apart * apart + spread * spread) ** 0.5 - A_THIRD * spread
    return disjoint * third


def band(km: float) -> str:
    """The code of the band a distance lies in; a limit belongs to the farther band."""
    return next((code for limit, code in _BANDS if km < limit), _OVER)


def mercator(lat: float) -> float:
    """Latitude on Mercator's map, in degrees of longitude at the equator.

    The map is conformal: around any place, what is nearer on it is nearer on the ground.
    """
    held = max(-MERCATOR_ENDS, min(MERCATOR_ENDS, lat))
    return degrees(asinh(tan(radians(held))))
