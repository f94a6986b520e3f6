"""Regions: every shown cell within one, however wide, is of it, and of no other."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.geography import cells
from services.asking.rounds import regions
from services.asking.rounds.regions import Claim

NUMBER = text(f"SELECT {regions._NUMBER} FROM (SELECT CAST(:cell AS bigint) AS cell) need")


def held(claim: Claim, cell: int) -> bool:
    return any(first <= cell <= last for first, last in zip(*claim.cells, strict=True))


def test_cells_of_all_widths_have_their_regions_number(session: Session) -> None:
    dice = random.Random(1)
    for _ in range(50):
        fine = places.cell_of(dice.uniform(-90, 90), dice.uniform(-180, 180))
        same = [cells.parent(fine, resolution) for resolution in (7, 6, 5, 4)]
        numbers = {session.execute(NUMBER, {"cell": cell}).scalar_one() for cell in same}
        assert len(numbers) == 1
        claim = Claim(numbers.pop(), 0)
        assert all(held(claim, cell) for cell in same)
        assert not held(claim, cells.parent(fine, 3)), "wider than a region"


@settings(deadline=None)
@given(st.floats(40, 46), st.floats(-90, -80), st.floats(-0.5, 0.5), st.integers(4, 7))
def test_a_cell_is_within_the_region_that_it_descends_from_and_in_no_other(
    lat: float, lon: float, off: float, resolution: int
) -> None:
    here = cells.parent(places.cell_of(lat, lon), 4)
    cell = cells.parent(places.cell_of(lat + off, lon), resolution)
    claim = Claim(here >> regions._BELOW & regions._HEAD, 0)
    assert held(claim, cell) == (cells.parent(cell, 4) == here)
