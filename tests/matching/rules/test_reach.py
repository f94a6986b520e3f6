"""What reach it takes from one shown cell to another: a third of the possible ways, told by trying them all."""

from math import cos, radians

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import places
from core.geography import cells
from matching.rounds.arrays import Floats
from matching.rules.distance import EARTH_KM, km, least_reach
from matching.words.values import Point
from tools.geography.sphere import degrees, vectors

PATIENT = settings(deadline=None)
ALL_WAYS = settings(deadline=None, max_examples=150)
SHOWN = [4, 5, 6, 7]
FINER = 3
"""Of each cell 343 places are tried, so many resolutions finer."""
LEFT, RIGHT = -0.05, 0.05
"""How far the share of ways may be from a third: cells are no discs, and the bell is no cell."""

kilometres = st.floats(0, 60)
radii = st.floats(0, 25)
some_cell = st.builds(
    lambda lat, lon, resolution: int(h3.latlng_to_cell(lat, lon, resolution)),
    st.floats(-70, 70),
    st.floats(-179, 179),
    st.sampled_from(SHOWN),
)


def middle(cell: int) -> Point:
    return Point(*places.centre(cell))


def wanted(one: int, other: int) -> float:
    return least_reach(km(middle(one), middle(other)), places.radius_km(one), places.radius_km(other))


def ways(one: int, other: int) -> Floats:
    """From every place in one cell to every place in the other, in kilometres."""
    here, there = (
        vectors(*degrees(cells.parts(cell, cells.resolution(cell) + FINER))) for cell in (one, other)
    )
    return np.asarray(EARTH_KM * np.arccos(np.minimum(1.0, here @ there.T)))


@st.composite
def two_cells(draw: st.DrawFn) -> tuple[int, int]:
    """Two cells as places are shown, up to six times their size from each other."""
    one = draw(some_cell)
    resolution = draw(st.sampled_from(SHOWN))
    size = places.radius_km(one) + places.radius_km(int(h3.latlng_to_cell(0.0, 0.0, resolution)))
    away, turn = draw(st.floats(0, 3)) * size / 111.2, radians(draw(st.floats(0, 360)))
    lat, lon = places.centre(one)
    other = h3.latlng_to_cell(
        lat + away * cos(turn), lon + away * cos(turn - 1.5708) / cos(radians(lat)), resolution
    )
    assume(not h3.is_pentagon(one) and not h3.is_pentagon(other))
    return one, int(other)


@ALL_WAYS
@given(two_cells())
def test_a_third_of_the_ways_fits_the_least_reach(pair: tuple[int, int]) -> None:
    least = wanted(*pair)
    if least > 0:
        assert LEFT < float((ways(*pair) <= least).mean()) - 1 / 3 < RIGHT


@ALL_WAYS
@given(two_cells(), st.floats(0, 1.5))
def test_nobody_is_out_of_reach_to_whom_more_than_a_third_of_the_ways_fits(
    pair: tuple[int, int], share: float
) -> None:
    reach = share * (wanted(*pair) + 1)
    fits = float((ways(*pair) <= reach).mean())
    assert reach >= wanted(*pair) or fits < 1 / 3 + RIGHT


@PATIENT
@given(some_cell, st.integers(0, 48))
def test_the_same_cell_and_what_it_holds_are_within_any_reach(cell: int, part: int) -> None:
    assert wanted(cell, cell) == 0
    if (resolution := cells.resolution(cell)) < places.RESOLUTION:
        parts = cells.parts(cell, resolution + 1)
        assert wanted(cell, parts[part % len(parts)]) == 0


@given(kilometres, radii, radii)
def test_a_way_is_as_long_in_both_directions(apart: float, one: float, other: float) -> None:
    assert least_reach(apart, one, other) == least_reach(apart, other, one)


@given(kilometres, kilometres, radii, radii)
def test_farther_apart_never_takes_less(one_way: float, longer: float, one: float, other: float) -> None:
    near, far = sorted((one_way, longer))
    assert least_reach(near, one, other) <= least_reach(far, one, other)


@given(kilometres)
def test_between_two_points_it_is_the_way(apart: float) -> None:
    assert least_reach(apart, 0.0, 0.0) == pytest.approx(apart, abs=1e-9)


@given(st.lists(st.tuples(kilometres, radii, radii), max_size=20))
def test_columns_say_the_same(pairs: list[tuple[float, float, float]]) -> None:
    columns = np.array(pairs, np.float64).reshape(-1, 3).T
    alone = [least_reach(*pair) for pair in pairs]
    assert least_reach(columns[0], columns[1], columns[2]) == pytest.approx(alone, abs=1e-9)
