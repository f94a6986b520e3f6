"""As which cell a place is shown, and how far apart two of them are said to be."""

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places
from core.geography import measure
from matching.rules.distance import BANDS, km
from matching.words.values import Point
from services.places import cells, shown_cells
from tests.support.places import LANSING

PATIENT = settings(deadline=None)
POINTS = st.builds(Point, st.floats(40, 46), st.floats(-90, -80))
"""Around Lansing, where cells of all three widths are shown."""
AREAS = st.builds(
    lambda at, resolution: places.number(h3.latlng_to_cell(at.lat, at.lon, resolution)),
    POINTS,
    st.integers(0, 15),
)


@PATIENT
@given(POINTS)
def test_a_place_is_computed_with_as_it_is_shown_and_no_finer(point: Point) -> None:
    assert cells.of_place(point) == measure.shown(places.cell_of(point.lat, point.lon))


@PATIENT
@given(POINTS, st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_shown_cells_are_one_or_apart(point: Point, up: float, east: float) -> None:
    """None lies within another: so none says more of a place than that it is somewhere in it."""
    one, other = cells.of_place(point), cells.of_place(Point(point.lat + up, point.lon + east))
    assert one is not None
    assert other is not None
    narrow, wide = sorted((places.name(one), places.name(other)), key=h3.get_resolution, reverse=True)
    assert one == other or h3.cell_to_parent(narrow, h3.get_resolution(wide)) != wide


@PATIENT
@given(AREAS)
def test_an_area_named_in_place_of_a_point_stays_as_wide_and_is_never_shown_finer(area: int) -> None:
    shown = cells.of_place(area)
    assert shown is not None
    assert shown == cells.of_place(shown), "shown once more it is the same"
    resolution = h3.get_resolution(places.name(shown))
    assert resolution <= h3.get_resolution(places.name(area))
    assert h3.cell_to_parent(h3.cell_to_center_child(places.name(area), 7), resolution) == places.name(shown)


def test_no_place_has_no_cell() -> None:
    assert cells.of_place(None) is None


@PATIENT
@given(POINTS, POINTS)
def test_a_band_holds_the_way_between_small_cells_and_bounds_it_between_wide_ones(a: Point, b: Point) -> None:
    one, other = (measure.shown_at(place.lat, place.lon) for place in (a, b))
    told = shown_cells.band_between(one, other)
    assert told == shown_cells.band_between(other, one)
    wide = min(h3.get_resolution(places.name(cell)) for cell in (one, other)) < shown_cells.FINE
    assert (
        told == shown_cells.BEYOND or told in {f"under_{edge}_km" for edge in shown_cells.EDGES} or not wide
    )
    if wide and told != shown_cells.BEYOND:
        assert km(a, b) <= float(told.split("_")[1]) + 0.1
    if not wide:
        assert told in BANDS


@pytest.mark.parametrize(("up", "told"), [(0.0, "under_2_km"), (0.03, "2_5_km"), (0.2, "10_25_km")])
def test_between_small_cells_the_way_between_their_middles_is_told(up: float, told: str) -> None:
    here, there = Point(**LANSING), Point(LANSING["lat"] + up, LANSING["lon"])
    one, other = cells.of_place(here), cells.of_place(there)
    assert one is not None
    assert other is not None
    assert shown_cells.band_between(one, other) == told
