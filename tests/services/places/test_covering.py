"""The cells that cover an area: all of it, each as it is shown, nowhere twice."""

from math import cos, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places
from core.geography import cells, measure
from matching.rules.distance import km
from matching.words.values import Point
from services.places import covering
from services.places.covering import Area
from services.places.plane import Plane

PATIENT = settings(deadline=None, max_examples=40)

where = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.sampled_from(
    [(42.73, -84.55), (-1.28, 36.82), (-17.8, 179.99), (90.0, 0.0), (-90.0, 13.0), (64.146, -21.942)]
)
areas = st.builds(
    lambda place, reach, finest: Area(place[0], place[1], reach, finest),
    where,
    st.floats(0.2, 12),
    st.sampled_from([7, 7, 7, 6, 4]),
)


@PATIENT
@given(areas, st.floats(0, 360), st.floats(0, 1))
def test_whoever_is_within_reach_is_in_one_of_the_cells_as_they_are_shown(
    area: Area, bearing: float, far: float
) -> None:
    """Judged by the middle of the finest cell, as places everywhere."""
    north, east = cos(radians(bearing)), cos(radians(bearing - 90))
    away = far * area.reach_km
    finest = places.cell_of(*Plane(area.lat, area.lon).back(away * east, away * north))
    if km(Point(*places.centre(finest)), area.middle) <= area.reach_km:
        shown = measure.coarser(measure.shown(finest), area.finest)
        assert shown in covering.whole(area, places.RESOLUTION)


@PATIENT
@given(areas, st.sampled_from([7, 6, 5]))
def test_no_place_is_covered_twice(area: Area, resolution: int) -> None:
    covered = covering.whole(area, resolution)
    sizes = {cells.resolution(cell) for cell in covered}
    for cell in covered:
        wider = {cells.parent(cell, size) for size in sizes if size < cells.resolution(cell)}
        assert not wider & covered


@PATIENT
@given(areas)
def test_wider_cells_lead_to_the_very_cells_that_are_shown(area: Area) -> None:
    """Looked into one by one they hold just what the whole area holds."""
    found: set[int] = set()
    for cell in covering.whole(area, 5):
        narrow = covering.is_narrow(area, cell)
        found |= {cell} if narrow else covering.within(area, cell, places.RESOLUTION)
    assert found == covering.whole(area, places.RESOLUTION)


def test_a_cell_beyond_the_area_holds_nothing_of_it() -> None:
    nairobi = Area(-1.28, 36.82, 20)
    assert not covering.within(nairobi, cells.parent(places.cell_of(42.73, -84.55), 5), 7)
    with pytest.raises(ValueError, match="5"):
        covering.within(nairobi, places.cell_of(-1.28, 36.82), 5)
