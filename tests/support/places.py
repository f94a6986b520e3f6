"""Where people in tests live: Lansing, as the API says it and as its cell."""

from core import places

LANSING = {"lat": 42.731, "lon": -84.551}
LANSING_CELL = places.cell_of(**LANSING)
