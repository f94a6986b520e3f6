"""The time zones that exist, and the country of each, by the files of the tz database."""

from functools import cache
from importlib.resources import files
from math import cos, radians, sin
from zoneinfo import available_timezones

ZONES = available_timezones()
UNSAID = "UTC"
"""The zone of whoever never said by which clock they live."""


def settled(own: str, of_circle: str) -> str:
    """By which clock somebody lives who comes to a circle: their own where they said it, else the circle's."""
    return of_circle if own == UNSAID else own


def countries() -> dict[str, str]:
    """ISO 3166-1 codes by name of zone. A line of zone.tab has code, a place, the zone and a remark, split by tabs."""
    rows = [line.split("\t") for line in _lines("zone.tab") if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def nearest(lat: float, lon: float, code: str | None) -> str:
    """The zone whose city is nearest to a place (degrees), of those of a country (ISO 3166-1), if it has any."""
    known, cities = countries(), _cities()
    own = [zone for zone, here in known.items() if here == code] or list(known)
    return min(own, key=lambda zone: (_apart(lat, lon, *cities[zone]), zone))


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """How far two places are from one another, as a straight line through the earth, squared."""
    one, other = (
        (cos(radians(a)) * cos(radians(b)), cos(radians(a)) * sin(radians(b)), sin(radians(a)))
        for a, b in ((lat, lon), (other_lat, other_lon))
    )
    return sum((x - y) ** 2 for x, y in zip(one, other, strict=True))


@cache
def _cities() -> dict[str, tuple[float, float]]:
    """Where the city of each zone is, in degrees: zone.tab writes ±DDMM±DDDMM or ±DDMMSS±DDDMMSS."""
    rows = [line.split("\t") for line in _lines("zone.tab") if line and not line.startswith("#")]
    return {row[2]: _degrees(row[1]) for row in rows}


def _degrees(place: str) -> tuple[float, float]:
    turn = max(place.rfind("+"), place.rfind("-"))
    return _part(place[:turn], 2), _part(place[turn:], 3)


def _part(text: str, digits: int) -> float:
    whole, minutes, seconds = text[1 : 1 + digits], text[1 + digits : 3 + digits], text[3 + digits :] or "0"
    return (int(whole) + int(minutes) / 60 + int(seconds) / 3600) * (-1 if text[0] == "-" else 1)


def country(zone: str) -> str | None:
    """The country of a time zone, also where it goes by an older name (`US/Eastern`); None for `UTC` and the like."""
    return _with_older_names().get(zone)


@cache
def _with_older_names() -> dict[str, str]:
    """A line of tzdata.zi that begins with L links an older name to a zone."""
    known = countries()
    links = [line.split() for line in _lines("tzdata.zi") if line.startswith("L ")]
    return {older: known[zone] for _, zone, older in links if zone in known} | known


def _lines(name: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8").splitlines()
