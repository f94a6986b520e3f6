"""Shown cells: they tile the map by H3's index, and are finer where more people live."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import h3.api.basic_int as h3
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import places
from core.geography import cells, measure

PATIENT = settings(deadline=None)
BASES = sorted(h3.get_res0_cells())
PENTAGONS = sorted(h3.get_pentagons(cells.WIDE))

PLACES = {
    "Nairobi": (-1.2864, 36.8172, 7),
    "Lansing": (42.7325, -84.5555, 7),
    "Reykjavik": (64.1466, -21.9426, 7),
    "Lewiston, Maine": (44.1004, -70.2148, 7),
    "fields of Farmington, Maine": (44.67, -70.15, 6),
    "a shore of Mount Desert Island, Maine": (44.35, -68.20, 6),
    "woods of Allagash, Maine": (46.5, -69.5, 5),
    "the middle of the Sahara": (23.0, 10.0, 5),
    "the middle of the Atlantic": (35.0, -40.0, 5),
    "the North Pole": (90.0, 0.0, 5),
    "the South Pole": (-90.0, 0.0, 5),
}

anywhere = st.builds(places.cell_of, st.floats(-90, 90), st.floats(-180, 180))
near_people = st.builds(
    lambda place, up, east: places.cell_of(place[0] + up, place[1] + east),
    st.sampled_from([place for place in PLACES.values() if abs(place[0]) < 89]),
    st.floats(-0.7, 0.7),
    st.floats(-0.7, 0.7),
)
at_the_seam = st.builds(
    places.cell_of, st.floats(-90, 90), st.sampled_from([-180.0, -179.999, 179.999, 180.0])
)
in_a_pentagon = st.builds(
    lambda pentagon, at: cells.parts(pentagon, places.RESOLUTION)[at],
    st.sampled_from(PENTAGONS),
    st.integers(0, 40),
)
fine = anywhere | near_people | at_the_seam | in_a_pentagon


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_everybody_knows_is_shown_as_fits_it(name: str) -> None:
    lat, lon, resolution = PLACES[name]
    assert cells.resolution(measure.shown_at(lat, lon)) == resolution


@PATIENT
@given(fine)
def test_a_place_is_shown_as_exactly_one_of_its_ancestors(cell: int) -> None:
    """A cell counts as shown where all of its parts are shown as it: then just one of the three is."""
    lines = [cells.parent(cell, resolution) for resolution in (7, 6, 5)]
    whole = [line for line in lines if {measure.shown(part) for part in cells.parts(line, 7)} == {line}]
    assert whole == [measure.shown(cell)]


@PATIENT
@given(fine)
def test_a_shown_cell_tells_nothing_but_that_a_place_is_in_it(cell: int) -> None:
    """Those who could be behind a shown cell are all of its parts, and nobody else next to it."""
    shown = measure.shown(cell)
    parts = set(cells.parts(shown, places.RESOLUTION))
    around = {near for part in parts for near in h3.grid_disk(part, 1)}
    assert {near for near in around if measure.shown(near) == shown} == parts


@pytest.mark.parametrize(
    "place", ["Nairobi", "Lewiston, Maine", "the middle of the Sahara", "the North Pole"]
)
def test_the_shown_cells_of_a_whole_region_tile_it(place: str) -> None:
    lat, lon, _ = PLACES[place]
    region = cells.parent(places.cell_of(lat, lon), 2)
    shown = Counter(measure.shown(part) for part in cells.parts(region, places.RESOLUTION))
    assert shown == {cell: len(cells.parts(cell, places.RESOLUTION)) for cell in shown}


def test_the_index_decides_and_not_the_point() -> None:
    """H3's children stick out of their parents: a point may lie beside the wide cell to which its cell belongs."""
    beside = 0
    for base in BASES[::10]:
        wide = cells.parts(base, cells.WIDE)[1000]
        for part in cells.parts(wide, places.RESOLUTION):
            for lat, lon in h3.cell_to_boundary(part):
                if places.cell_of(lat, lon) == part and h3.latlng_to_cell(lat, lon, cells.WIDE) != wide:
                    beside += 1
                    assert cells.parent(measure.shown_at(lat, lon), cells.WIDE) == wide
    assert beside > 10


@PATIENT
@given(fine, st.integers(8, 15))
def test_what_lies_in_a_cell_is_shown_as_it(cell: int, resolution: int) -> None:
    assert measure.shown(h3.cell_to_center_child(cell, resolution)) == measure.shown(cell)


@PATIENT
@given(fine, st.integers(0, 6))
def test_a_wide_cell_is_not_guessed_at(cell: int, resolution: int) -> None:
    with pytest.raises(ValueError, match="resolution 7"):
        measure.shown(cells.parent(cell, resolution))


@pytest.mark.parametrize("nonsense", [0, 1, 2**64 - 1, places.cell_of(0, 0) - 1])
def test_what_is_no_cell_is_refused(nonsense: int) -> None:
    with pytest.raises(ValueError, match="not a valid H3 cell"):
        measure.shown(nonsense)


@PATIENT
@given(fine, st.integers(4, 7))
def test_stewards_may_ask_for_coarser_and_never_for_finer(cell: int, resolution: int) -> None:
    shown = measure.shown(cell)
    coarser = measure.coarser(shown, resolution)
    assert cells.resolution(coarser) == min(resolution, cells.resolution(shown))
    assert coarser == cells.parent(cell, cells.resolution(coarser))
    assert measure.coarser(coarser, resolution) == coarser


@PATIENT
@given(fine, fine, st.integers(4, 6))
def test_where_stewards_ask_for_coarser_the_cells_still_tile(a: int, b: int, resolution: int) -> None:
    """Of two coarser shown cells neither holds a part of the other."""
    one, other = (measure.coarser(measure.shown(cell), resolution) for cell in (a, b))
    assume(one != other)
    wider = min(cells.resolution(one), cells.resolution(other))
    assert cells.parent(one, wider) != cells.parent(other, wider)


@pytest.mark.parametrize("resolution", [-1, 0, 3, 8, 15])
def test_no_other_width_may_be_asked_for(resolution: int) -> None:
    with pytest.raises(ValueError, match=str(resolution)):
        measure.coarser(measure.shown_at(0, 0), resolution)


def test_threads_that_come_first_at_once_read_the_same() -> None:
    some = [places.cell_of(lat, lon) for lat, lon, _ in PLACES.values()]
    measure._table.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: [measure.shown(cell) for cell in some], range(32)))
    assert answers == [[measure.shown(cell) for cell in some]] * 32
