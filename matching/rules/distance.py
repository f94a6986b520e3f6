"""How far it is: great-circle kilometres between cell centres, and the bands in which people may know it."""

from math import asin, asinh, cos, degrees, radians, sin, sqrt, tan

from matching.words.values import Point

EARTH_KM = 6371.0088
"""The Earth's mean radius (IUGG)."""

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


def band(km: float) -> str:
    """The code of the band a distance lies in; a limit belongs to the farther band."""
    return next((code for limit, code in _BANDS if km < limit), _OVER)


def mercator(lat: float) -> float:
    """Latitude on Mercator's map, in degrees of longitude at the equator.

    The map is conformal: around any place, what is nearer on it is nearer on the ground.
    """
    held = max(-MERCATOR_ENDS, min(MERCATOR_ENDS, lat))
    return degrees(asinh(tan(radians(held))))
