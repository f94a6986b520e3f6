"""Cells: what an app may name in place of a point, their middles and how wide they are."""

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places
from core.geography import cells

PATIENT = settings(deadline=None)
LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)


@PATIENT
@given(LATITUDES, LONGITUDES)
def test_a_place_and_the_centre_of_its_cell_have_one_cell(lat: float, lon: float) -> None:
    cell = places.cell_of(lat, lon)
    assert places.cell_of(*places.centre(cell)) == cell
    assert places.number(places.name(cell)) == cell
    assert 0 < cell < 2**63


@PATIENT
@given(LATITUDES, LONGITUDES)
def test_a_cell_is_small_and_a_place_near_its_centre(lat: float, lon: float) -> None:
    cell = places.cell_of(lat, lon)
    away = h3.great_circle_distance((lat, lon), places.centre(cell))
    assert away <= places.rough_radius_km(cell) + 0.01 < 3


@PATIENT
@given(LATITUDES, LONGITUDES, st.integers(0, 15))
def test_an_area_that_an_app_names_is_taken_as_it_is_within_bounds(
    lat: float, lon: float, resolution: int
) -> None:
    """A finer one is taken as the cell of ours that it is in, a wider one as the widest in its middle."""
    named = h3.latlng_to_cell(lat, lon, resolution)
    cell = places.name(places.number(named))
    taken = min(max(resolution, places.COARSEST), places.RESOLUTION)
    assert h3.get_resolution(cell) == taken
    finer, wider = (cell, named) if taken >= resolution else (named, cell)
    assert h3.cell_to_parent(finer, h3.get_resolution(wider)) == wider


@pytest.mark.parametrize("nonsense", ["", "Lansing", "872ab259affffffff", "8f2ab259a5a4d19x"])
def test_what_is_no_cell_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=nonsense or "^$"):
        places.number(nonsense)


@PATIENT
@given(LATITUDES, LONGITUDES, st.integers(places.COARSEST, places.RESOLUTION))
def test_a_disc_as_large_as_the_cell_lies_within_its_corners(lat: float, lon: float, resolution: int) -> None:
    cell = cells.parent(places.cell_of(lat, lon), resolution)
    assert 0.7 < places.radius_km(cell) / places.rough_radius_km(cell) < 1
