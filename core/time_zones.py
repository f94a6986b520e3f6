"""The time zones that exist, and the country of each, by the files of the tz database."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

ZONES = available_timezones()


def countries() -> dict[str, str]:
    """ISO 3166-1 codes by name of zone. A line of zone.tab has code, a place, the zone and a remark, split by tabs."""
    rows = [line.split("\t") for line in _lines("zone.tab") if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


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
