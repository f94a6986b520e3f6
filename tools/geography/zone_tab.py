"""The country of each time zone, by the file zone.tab of the tz database."""

from importlib.resources import files


def countries() -> dict[str, str]:
    """ISO 3166-1 codes by name of zone. A line has code, a place, the zone and a remark, split by tabs."""
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
