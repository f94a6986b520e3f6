"""Cells: what search and matching compute with instead of places."""

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places

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
    assert away <= places.rough_radius_km(places.name(cell)) + 0.01 < 3


@PATIENT
@given(LATITUDES, LONGITUDES, st.sampled_from(places.widenings()))
def test_descendants_are_one_run_of_numbers(lat: float, lon: float, resolution: int) -> None:
    cell = places.cell_of(lat, lon)
    first, last = places.descendants(cell, resolution)
    parent = places.name(cell, resolution)
    children = {h3.str_to_int(child) for child in h3.cell_to_children(parent, places.RESOLUTION)}
    assert min(children) >= first
    assert max(children) <= last
    assert first <= cell <= last
    ring = {h3.str_to_int(c) for c in h3.grid_disk(places.name(cell), 12)}
    assert {c for c in ring if first <= c <= last} == ring & children


@PATIENT
@given(LATITUDES, LONGITUDES)
def test_a_wider_cell_is_named_by_its_resolution(lat: float, lon: float) -> None:
    cell = places.cell_of(lat, lon)
    names = [places.name(cell, resolution) for resolution in places.widenings()]
    assert [places.resolution(name) for name in names] == [7, 6, 5, 4]
    radii = [places.rough_radius_km(name) for name in names]
    assert radii == sorted(radii)


def test_a_wide_cell_that_an_app_names_counts_by_its_centre() -> None:
    wide = places.name(places.cell_of(42.731, -84.551), 5)
    assert places.name(places.number(wide), 5) == wide


@pytest.mark.parametrize("nonsense", ["", "Lansing", "872ab259affffffff", "8f2ab259a5a4d19x"])
def test_what_is_no_cell_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=nonsense or "^$"):
        places.number(nonsense)


@PATIENT
@given(LATITUDES, LONGITUDES, st.sampled_from(places.widenings()))
def test_a_disc_as_large_as_the_cell_lies_within_its_corners(lat: float, lon: float, resolution: int) -> None:
    name = places.name(places.cell_of(lat, lon), resolution)
    assert 0.7 < places.radius_km(int(name, 16)) / places.rough_radius_km(name) < 1
