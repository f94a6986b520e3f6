"""A flat map around any place on Earth, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rules.distance import km
from matching.words.values import Point
from services.places.plane import Plane

where = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.sampled_from(
    [(90.0, 0.0), (-90.0, 13.0), (-17.8, 179.99), (-17.8, -179.99), (0.0, 0.0)]
)


@settings(deadline=None)
@given(where, where)
def test_a_plane_gives_each_place_back(middle: tuple[float, float], place: tuple[float, float]) -> None:
    """Anywhere on Earth but the point opposite, to a metre; and it is as far from the middle as it is in truth."""
    plane = Plane(*middle)
    east, north = plane.of(*place)
    away = km(Point(*middle), Point(*place))
    assert (east**2 + north**2) ** 0.5 == pytest.approx(away, abs=0.001)
    if away < 19_000:
        assert km(Point(*place), Point(*plane.back(east, north))) < 0.001
