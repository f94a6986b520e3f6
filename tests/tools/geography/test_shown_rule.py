"""The measure of shown cells, recomputed: against its own words, and against the committed table."""

from math import pi, sqrt

import h3.api.basic_int as h3
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.geography import cells, table
from tools.geography import shown_rule
from tools.geography.shown_rule import Towns

COMMITTED = table.read("shown_cells.bin")

AROUND_YELLOWKNIFE = [
    (62.45411, -114.37248, 20340),
    (62.8025, -116.04639, 1746),
    (61.35026, -117.65276, 618),
    (60.81555, -115.79993, 3528),
    (64.11203, -117.35304, 0),
    (61.86269, -121.35159, 1100),
    (60.00439, -111.88871, 2542),
]
"""All that GeoNames (CC BY 4.0) knows within 400 km: a town, a few villages, and one whose people nobody counted."""


def towns(rows: list[tuple[float, float, int]]) -> Towns:
    lats, lons, people = zip(*rows, strict=True)
    return Towns(np.array(lats, np.float64), np.array(lons, np.float64), np.array(people, np.int64))


def around(lat: float, lon: float, rings: int) -> list[int]:
    return sorted(h3.grid_disk(h3.latlng_to_cell(lat, lon, cells.WIDE), rings))


def test_the_committed_table_is_what_the_rule_says() -> None:
    """Within 150 km of Yellowknife, where all three widths are."""
    given = around(*AROUND_YELLOWKNIFE[0][:2], rings=9)
    words = shown_rule.words(given, towns(AROUND_YELLOWKNIFE))
    assert dict(words) == {cell: COMMITTED.word(cell) for cell in given}
    assert {digit for _, word in words for digit in word} == {"5", "6", "7"}


def _edge_km(cell: int, point: tuple[float, float]) -> float:
    """How far a point is from a cell's edge, by many points along it."""
    corners = h3.cell_to_boundary(cell)
    return min(
        float(h3.great_circle_distance(point, (a[0] + (b[0] - a[0]) * i / 40, a[1] + (b[1] - a[1]) * i / 40)))
        for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
        for i in range(40)
    )


def _slowly(cell: int, rows: list[tuple[float, float, int]]) -> str | None:
    """The word as the rule is written; None where a distance is within 30 m of what decides."""
    points = [(lat, lon) for lat, lon, people in rows if people > 0]
    edges = [
        0.0 if h3.latlng_to_cell(*point, cells.WIDE) == cell else _edge_km(cell, point) for point in points
    ]
    if any(abs(edge - 25) < 0.03 for edge in edges):
        return None
    if all(edge > 25 for edge in edges):
        return "5"
    digits = ["6"] * 7
    for part in cells.parts(cell, 6):
        centre = h3.cell_to_latlng(part)
        for lat, lon, people in rows:
            away = h3.great_circle_distance(centre, (lat, lon))
            if people >= 5000 and away <= max(6, sqrt(people / (1500 * pi))):
                digits[cells.digit(part, 6)] = "7"
    return "".join(digits)


settlement = st.tuples(
    st.floats(46.2, 47.4),
    st.floats(7.2, 9.0),
    st.sampled_from([0, 1, 700, 4_999, 5_000, 60_000, 400_000, 9_000_000]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(settlement, min_size=1, max_size=4), st.floats(46.2, 47.4), st.floats(7.2, 9.0))
def test_the_rule_in_arrays_is_the_rule_in_words(
    rows: list[tuple[float, float, int]], lat: float, lon: float
) -> None:
    for cell, word in shown_rule.words(around(lat, lon, rings=1), towns([*rows, (0.0, 0.0, 0)])):
        assert _slowly(cell, rows) in (None, word)


def test_a_town_splits_what_is_near_and_a_city_what_is_in_it() -> None:
    radii = shown_rule.reach_km(np.array([5_000, 169_000, 1_500 * 100 * 3.1416], np.int64))
    assert [round(float(km), 2) for km in radii] == [6.0, 6.0, 10.0]


def test_of_a_place_without_a_number_of_people_nothing_is_known() -> None:
    given = around(46.8, 8.2, rings=1)
    assert {word for _, word in shown_rule.words(given, towns([(46.8, 8.2, 0), (0.0, 0.0, 1)]))} == {"5"}
    assert {word for _, word in shown_rule.words(given, towns([(46.8, 8.2, 1)]))} == {"6666666"}
