"""Countries by place: the own one first, the neighbours' near a border, none on the open sea."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from h3.api import basic_int as h3
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places, time_zones
from core.geography import cells, country

PATIENT = settings(deadline=None)
CODES = set(time_zones.countries().values())
anywhere = st.builds(places.cell_of, st.floats(-90, 90), st.floats(-180, 180))

FAR_FROM_BORDERS = {
    "Lewiston, Maine": (44.1004, -70.2148, "US"),
    "Reykjavik": (64.1466, -21.9426, "IS"),
    "Nairobi": (-1.2864, 36.8172, "KE"),
    "Berlin": (52.52, 13.405, "DE"),
    "Kampala": (0.3476, 32.5825, "UG"),
    "Suva, short of the antimeridian": (-18.14, 178.44, "FJ"),
    "Vanua Balavu, beyond it": (-17.25, -178.95, "FJ"),
    "Longyearbyen": (78.22, 15.65, "SJ"),
    "Guam": (13.47, 144.75, "GU"),
    "the South Pole": (-90.0, 0.0, "AQ"),
    "an Antarctic coast that is claimed": (-68.58, 77.97, "AQ"),
}

AT_BORDERS = {
    "Basel": (47.5596, 7.5886, ("CH", "DE", "FR")),
    "Tijuana": (32.4, -116.95, ("MX", "US")),
    "San Diego": (32.7157, -117.1611, ("US", "MX")),
    "Detroit": (42.331, -83.046, ("US", "CA")),
    "Goma": (-1.6585, 29.2205, ("RW", "CD")),
    "Monaco": (43.738, 7.424, ("FR", "IT", "MC")),
    "Vatican": (41.902, 12.453, ("IT", "VA")),
    "Ciudad del Este": (-25.51, -54.61, ("PY", "AR", "BR")),
}


@pytest.mark.parametrize("name", FAR_FROM_BORDERS)
def test_far_from_borders_there_is_one_country(name: str) -> None:
    lat, lon, code = FAR_FROM_BORDERS[name]
    assert country.at(lat, lon) == (code,)


@pytest.mark.parametrize("name", AT_BORDERS)
def test_at_a_border_there_are_all_that_meet(name: str) -> None:
    lat, lon, codes = AT_BORDERS[name]
    assert country.at(lat, lon) == codes


@pytest.mark.parametrize("point", [(35.0, -40.0), (0.0, -150.0), (90.0, 0.0), (-45.0, 90.0), (20.0, -180.0)])
def test_the_open_sea_has_none(point: tuple[float, float]) -> None:
    assert country.at(*point) == ()


@PATIENT
@given(anywhere)
def test_a_country_is_told_once_and_exists(cell: int) -> None:
    codes = country.of(cell)
    assert len(set(codes)) == len(codes)
    assert set(codes) <= CODES
    assert list(codes[1:]) == sorted(codes[1:])


@PATIENT
@given(anywhere)
def test_all_parts_of_a_cell_have_its_countries(cell: int) -> None:
    wide = cells.parent(cell, cells.WIDE)
    for finer in (wide, cells.parent(cell, 6), h3.cell_to_center_child(cell, 10)):
        assert country.of(finer) == country.of(cell)


@PATIENT
@given(anywhere, st.integers(2, 4))
def test_a_wider_cell_has_the_countries_of_all_its_parts(cell: int, resolution: int) -> None:
    wider = cells.parent(cell, resolution)
    parts = [country.of(part) for part in cells.parts(wider, cells.WIDE)]
    codes = country.of(wider)
    assert set(codes) == {code for part in parts for code in part}
    assert len(set(codes)) == len(codes)
    assert not codes or codes[0] in {part[0] for part in parts if part}


def test_a_wider_cell_names_first_whoever_is_first_in_most_of_it() -> None:
    """Detroit lies in it, and north of Detroit Canada."""
    around_detroit = cells.parent(places.cell_of(42.331, -83.046), 2)
    first = [country.of(part)[0] for part in cells.parts(around_detroit, cells.WIDE)]
    assert first.count("US") > first.count("CA") > 0
    assert country.of(around_detroit) == ("US", "CA")


def test_every_country_is_somewhere() -> None:
    told = {code for word in country._table().words for code in word.split()}
    assert told == CODES


def test_what_is_no_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="not a valid H3 cell"):
        country.of(1)


def test_threads_that_come_first_at_once_read_the_same() -> None:
    country._table.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: country.at(47.5596, 7.5886), range(32))) == {("CH", "DE", "FR")}
