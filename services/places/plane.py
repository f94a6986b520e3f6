"""A flat map around a place: kilometres east and north of it, true in distance and direction from its middle.

Azimuthal equidistant (Snyder, Map Projections, 1987, p. 191): no seam at 180°, none at the poles.
"""

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin

from matching.rules.distance import EARTH_KM


@dataclass(frozen=True, slots=True)
class Plane:
    """The map whose middle is this place, in degrees."""

    lat: float
    lon: float

    def of(self, lat: float, lon: float) -> tuple[float, float]:
        """Kilometres east and north of the middle at which a place lies."""
        here, there, turn = radians(self.lat), radians(lat), radians(lon - self.lon)
        east = cos(there) * sin(turn)
        north = cos(here) * sin(there) - sin(here) * cos(there) * cos(turn)
        ahead = sin(here) * sin(there) + cos(here) * cos(there) * cos(turn)
        across = hypot(east, north)
        stretched = EARTH_KM * atan2(across, ahead) / across if across else EARTH_KM
        return east * stretched, north * stretched

    def back(self, east: float, north: float) -> tuple[float, float]:
        """Latitude and longitude of what lies so many kilometres east and north of the middle."""
        away = hypot(east, north)
        if not away:
            return self.lat, self.lon
        here, angle = radians(self.lat), away / EARTH_KM
        up = cos(angle) * sin(here) + north * sin(angle) * cos(here) / away
        turn = atan2(east * sin(angle), away * cos(here) * cos(angle) - north * sin(here) * sin(angle))
        return degrees(asin(max(-1.0, min(1.0, up)))), (self.lon + degrees(turn) + 540) % 360 - 180
