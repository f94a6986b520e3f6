"""Writes `core/geography/countries.bin`, the countries of each place on Earth, from the areas of time zones.

python -m tools.geography.make_countries
"""

from importlib.metadata import version
from pathlib import Path

from core import geography
from tools.geography import country_rule, packing, sphere
from tools.geography.zones import Zones

FOLDER = Path(geography.__file__).parent


def main() -> None:
    about = {
        "what": "countries (ISO 3166-1 alpha-2) of each cell of resolution 5 and within 30 km of it",
        "from": (
            f"timezone-boundary-builder by timezonefinder-data {version('timezonefinder-data')},"
            f" © OpenStreetMap contributors; zone.tab of tzdata {version('tzdata')}; changed"
        ),
        "licence": "ODbL 1.0, https://opendatacommons.org/licenses/odbl/1-0/",
    }
    words = country_rule.words(sphere.all_wide(), Zones())
    packing.write(FOLDER, "countries.bin", packing.packed(words, about))


if __name__ == "__main__":
    main()
