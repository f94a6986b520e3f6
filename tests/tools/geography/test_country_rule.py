"""The countries of cells, recomputed: on invented lands, and along a border that is a straight line."""

from collections.abc import Callable

import h3.api.basic_int as h3
import numpy as np
import pytest
from numpy.typing import NDArray

from core import time_zones
from core.geography import cells, table
from tools.geography import country_rule, sphere
from tools.geography.sphere import Floats

COMMITTED = table.read("countries.bin")


class Lands:
    """Rectangles of degrees: south, west, north, east."""

    def __init__(self, **rectangles: tuple[float, float, float, float]) -> None:
        self._rectangles = rectangles

    def holders(self, lats: Floats, lons: Floats) -> NDArray[np.str_]:
        held = np.full(lats.shape, "", "<U2")
        for code, (south, west, north, east) in self._rectangles.items():
            held[(south <= lats) & (lats < north) & (west <= lons) & (lons < east)] = code
        return held

    def borders(self) -> dict[str, Floats]:
        return {code: self._ring(*rectangle) for code, rectangle in self._rectangles.items()}

    @staticmethod
    def _ring(south: float, west: float, north: float, east: float) -> Floats:
        lats, lons = np.array([south, south, north, north]), np.array([west, east, east, west])
        return sphere.vectors(*sphere.dense(lats, lons))


WEST_AND_EAST = Lands(AA=(-4, -6, 4, 0), BB=(-4, 0, 4, 6))


def words(point: tuple[float, float], rings: int, lands: Lands) -> dict[int, str]:
    given = sorted(h3.grid_disk(h3.latlng_to_cell(*point, cells.WIDE), rings))
    return dict(country_rule.words(given, lands))


def at_the_edge(cell: int, km: Callable[[float, float], float]) -> list[float]:
    return [km(lat, lon) for lat, lon in h3.cell_to_boundary(cell)]


def test_within_thirty_kilometres_of_a_border_both_are_told() -> None:
    told = words((0.0, 0.0), 5, WEST_AND_EAST)
    assert set(told.values()) == {"AA", "BB", "AA BB", "BB AA"}
    for cell, word in told.items():
        nearest = min(at_the_edge(cell, lambda lat, lon: abs(lon) * 111.19))
        lon = h3.cell_to_latlng(cell)[1]
        both = nearest <= 30 or abs(lon) < 0.05
        assert len(word.split()) == 1 + both, (nearest, word)
        if abs(lon) > 0.05:
            assert word[:2] == ("AA" if lon < 0 else "BB")


def test_whoever_holds_most_of_a_cell_is_told_first_whoever_holds_its_middle() -> None:
    """A strip of land that is narrower than a cell, over the middle of one."""
    cell = h3.latlng_to_cell(0.0, 0.0, cells.WIDE)
    _, lon = h3.cell_to_latlng(cell)
    thin = Lands(AA=(-4, -6, 4, lon - 0.01), CC=(-4, lon - 0.01, 4, lon + 0.01), BB=(-4, lon + 0.01, 4, 6))
    assert str(thin.holders(*sphere.degrees([cell]))[0]) == "CC"
    assert dict(country_rule.words([cell], thin))[cell] in ("AA BB CC", "BB AA CC")


def test_whoever_holds_the_middle_is_told_where_the_own_border_runs_elsewhere() -> None:
    """As where areas overlap because two claim them."""

    class Disputed(Lands):
        def borders(self) -> dict[str, Floats]:
            return {code: border for code, border in super().borders().items() if code != "CC"}

    cell = h3.latlng_to_cell(0.0, 0.0, cells.WIDE)
    _, lon = h3.cell_to_latlng(cell)
    lands = Disputed(AA=(-4, -6, 4, 6), CC=(-4, lon - 0.01, 4, lon + 0.01), BB=(-4, lon + 0.2, 4, 6))
    assert dict(country_rule.words([cell], lands))[cell] == "AA BB CC"


def test_off_the_coast_the_nearest_is_told_and_farther_out_nobody() -> None:
    north = {
        cell: word
        for cell, word in words((4.3, 0.6), 4, WEST_AND_EAST).items()
        if h3.cell_to_latlng(cell)[0] > 4.1
    }
    for cell, word in north.items():
        nearest = min(at_the_edge(cell, lambda lat, lon: (lat - 4) * 111.19))
        assert bool(word) == (nearest <= 30), (nearest, word)
        if word and h3.cell_to_latlng(cell)[1] > 0.05:
            assert word.startswith("BB")
    assert {"", "BB", "BB AA"} <= set(north.values())


def test_the_inside_of_a_large_country_needs_no_border_near() -> None:
    assert set(words((0.0, 3.0), 3, WEST_AND_EAST).values()) == {"BB"}


@pytest.mark.parametrize("lon", [-109.0, -106.0, -103.0])
def test_the_committed_table_is_what_the_rule_says(lon: float) -> None:
    """Along the 49th parallel, where the border is a line that anybody can draw."""
    lands = Lands(US=(44, -117, 49, -98), CA=(49, -117, 54, -98))
    told = words((49.0, lon), 5, lands)
    assert set(told.values()) == {"US", "CA", "US CA", "CA US"}
    assert told == {cell: COMMITTED.word(cell) for cell in told}


def test_a_ring_is_closed_and_its_points_are_close() -> None:
    lats, lons = sphere.dense(np.array([0.0, 0.0, 1.0]), np.array([0.0, 0.05, 0.05]))
    closed = np.append(lats, lats[0]), np.append(lons, lons[0])
    steps = [abs(np.diff(values)).max() for values in closed]
    assert max(steps) <= sphere.SPACING + 1e-12
    for corner in ((0.0, 0.0), (0.0, 0.05), (1.0, 0.05)):
        assert corner in set(zip(lats.tolist(), lons.tolist(), strict=True))


def test_no_cell_reaches_farther_than_is_reckoned_with() -> None:
    """Cells are widest in the middle of the icosahedron's faces, and oddest at its corners."""
    some = [cell for base in h3.get_res0_cells() for cell in cells.parts(base, 3)[::5]]
    for cell in [cells.parts(one, cells.WIDE)[0] for one in some] + h3.get_pentagons(cells.WIDE):
        centre = h3.cell_to_latlng(cell)
        reach = max(h3.great_circle_distance(centre, corner) for corner in h3.cell_to_boundary(cell))
        assert reach < sphere.REACH_KM - 2


def test_each_zone_has_its_country() -> None:
    zones = time_zones.countries()
    assert {zones[zone] for zone in ("America/New_York", "America/Detroit")} == {"US"}
    assert zones["Africa/Nairobi"] == "KE"
    assert zones["Atlantic/Reykjavik"] == "IS"
    assert len(set(zones.values())) == 247
