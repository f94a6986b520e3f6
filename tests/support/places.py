"""Where people in tests live: Lansing, as the API says it and as its cell."""

from core import places

LANSING = {"lat": 42.731, "lon": -84.551}
LANSING_CELL = places.cell_of(**LANSING)

SAME_SHOWN_CELL = ({"lat": 42.6164, "lon": -84.3593}, {"lat": 42.6572, "lon": -84.3387})
"""Two places in the countryside some 5 km apart, both within reach of Lansing's community and shown as one cell."""
