"""The time zone of a place: that of the nearest city in its country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import time_zones


@pytest.mark.parametrize(
    ("lat", "lon", "code", "zone"),
    [
        (-4.05, 39.67, "KE", "Africa/Nairobi"),
        (42.73, -84.55, "US", "America/Detroit"),
        (51.5, -0.1, "GB", "Europe/London"),
        (-23.5, -46.6, "BR", "America/Sao_Paulo"),
        (36.0, 14.4, "MT", "Europe/Malta"),
        (0.0, -179.9, None, "Pacific/Tarawa"),
    ],
)
def test_a_place_has_the_zone_of_its_country(lat: float, lon: float, code: str | None, zone: str) -> None:
    assert time_zones.nearest(lat, lon, code) == zone


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(["XX", None, "FR"]))
def test_every_place_has_one(lat: float, lon: float, code: str | None) -> None:
    assert time_zones.nearest(lat, lon, code) in time_zones.ZONES
