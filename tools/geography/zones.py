"""The areas of the tz database's time zones, with the country of each: who holds a point, and where borders run."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from timezonefinder import TimezoneFinder

from core import time_zones
from tools.geography.sphere import Floats, dense, vectors

TREATY = "AQ"
TREATY_SOUTH_OF = -60.0
"""By the Antarctic Treaty no claim counts there, whatever time a station keeps."""

NOBODY = ""


class Zones:
    """The polygons of `timezonefinder`, by country. Points are degrees."""

    def __init__(self) -> None:
        self._finder = TimezoneFinder(in_memory=True)
        country = time_zones.countries()
        self._codes = np.array([country.get(name, NOBODY) for name in self._finder.timezone_names])

    def holders(self, lats: Floats, lons: Floats) -> NDArray[np.str_]:
        """The country that holds each point, "" where none does."""
        codes = self._codes[self._finder.timezone_ids_at(lngs=lons, lats=lats)]
        return np.where((codes != NOBODY) & (lats < TREATY_SOUTH_OF), TREATY, codes)

    def borders(self) -> dict[str, Floats]:
        """For each country points along its borders and coasts (of its waters), as unit vectors."""
        found: dict[str, list[Floats]] = {}
        for zone, code in enumerate(self._codes):
            if code != NOBODY:
                for lats, lons in self._rings(zone):
                    treaty = lats < TREATY_SOUTH_OF
                    found.setdefault(str(code), []).append(vectors(lats[~treaty], lons[~treaty]))
                    found.setdefault(TREATY, []).append(vectors(lats[treaty], lons[treaty]))
        return {code: np.concatenate(parts) for code, parts in sorted(found.items())}

    def _rings(self, zone: int) -> Iterator[tuple[Floats, Floats]]:
        for polygon in self._finder.get_geometry(tz_id=zone, use_id=True):
            for lons, lats in polygon:
                yield dense(np.asarray(lats, np.float64), np.asarray(lons, np.float64))
