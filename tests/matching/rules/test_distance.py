"""Distances on the globe, the bands people may know, and Mercator's order of neighbours."""

from math import cos, radians

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.rules.distance import BANDS, MERCATOR_ENDS, band, km, mercator
from matching.words.values import Point

places = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Point(52.52, 13.405), Point(48.8566, 2.3522), 877.5),
        (Point(0, 0), Point(0, 180), 20015.1),
        (Point(-17.0, 179.9), Point(-17.0, -179.9), 21.27),
        (Point(90, 0), Point(90, 123), 0.0),
    ],
)
def test_known_distances(a: Point, b: Point, expected: float) -> None:
    assert km(a, b) == pytest.approx(expected, rel=0.001, abs=1e-6)


@settings(max_examples=80)
@given(places, places)
def test_distance_is_symmetric_and_bounded(a: Point, b: Point) -> None:
    assert km(a, b) == pytest.approx(km(b, a), abs=1e-6)
    assert 0 <= km(a, b) <= 20015.2
    assert km(a, a) == 0


@pytest.mark.parametrize(
    ("distance", "code"),
    [
        (0.0, "under_2_km"),
        (1.999, "under_2_km"),
        (2.0, "2_5_km"),
        (5.0, "5_10_km"),
        (10.0, "10_25_km"),
        (25.0, "25_50_km"),
        (50.0, "50_100_km"),
        (99.9, "50_100_km"),
        (100.0, "over_100_km"),
        (20000.0, "over_100_km"),
    ],
)
def test_bands(distance: float, code: str) -> None:
    assert band(distance) == code
    assert code in BANDS


def test_mercator_is_held_near_the_poles() -> None:
    assert mercator(0) == 0
    assert mercator(90) == mercator(MERCATOR_ENDS) == pytest.approx(180)
    assert mercator(-90) == -mercator(90)


@settings(max_examples=80)
@given(st.floats(-75, 75), st.floats(0, 360), st.floats(0.02, 0.1), st.floats(1.1, 3))
def test_nearer_on_the_map_is_nearer_on_the_ground(
    lat: float, turn: float, step: float, farther: float
) -> None:
    """Whatever the direction: one step north against `farther` steps anywhere, within some kilometres."""
    here = Point(lat, 0)
    shrink = cos(radians(lat))
    near = Point(lat + step, 0.0)
    far = Point(lat + step * farther * cos(radians(turn)), step * farther * cos(radians(turn - 90)) / shrink)
    assume(km(here, far) > 1.05 * km(here, near))

    def on_the_map(place: Point) -> float:
        return (place.lon - here.lon) ** 2 + (mercator(place.lat) - mercator(here.lat)) ** 2

    assert on_the_map(near) < on_the_map(far)
