"""The country of a place: ISO 3166-1 codes, with the neighbours' where a border is near.

By cells of resolution 5, from the areas of the tz database's time zones with their waters. What the tz database files
under a country stands here as that country's: it is for emergency numbers, and takes no side about borders.
"""

from collections import Counter
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from core import places, time_zones
from core.geography import cells
from core.geography.table import Table, read


def at(lat: float, lon: float) -> tuple[str, ...]:
    """The countries of a point (degrees), as `of` tells them."""
    return of(places.cell_of(lat, lon))


def of(cell: int) -> tuple[str, ...]:
    """First the country that holds most of the cell of resolution 5 around it, then all others within 30 km of that.

    At sea beyond all waters the nearest within 30 km is first, or there is none: (). South of 60° S it is AQ.
    Of a cell wider than resolution 5: of all its parts. Raises ValueError: not a cell.
    """
    if cells.resolution(cell) >= cells.WIDE:
        return _codes(cells.parent(cell, cells.WIDE))
    parts = [_codes(part) for part in cells.parts(cell, cells.WIDE)]
    first = Counter(codes[0] for codes in parts if codes)
    others = {code for codes in parts for code in codes} - first.keys()
    return (*(code for code, _ in first.most_common()), *sorted(others))


def home(lat: float, lon: float, time_zone: str) -> str | None:
    """The one country to which what has its middle there belongs; at sea that of its time zone."""
    here = at(lat, lon)
    return here[0] if here else time_zones.country(time_zone)


@lru_cache(maxsize=512)
def name(code: str, locale: str) -> str:
    """What a country is called in a language (BCP 47), in English where that is not known; the code of what is none."""
    return str(_locale(locale).territories.get(code, code))


def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _codes(wide: int) -> tuple[str, ...]:
    return tuple(_table().word(wide).split())


@cache
def _table() -> Table:
    """Read on first use (7 ms; of threads that come at once each may read it, to the same effect).

    211 KiB packed, 0.6 MiB in memory; a look-up takes 1.1 µs.
    """
    return read("countries.bin")
