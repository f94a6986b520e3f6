"""A place as people paste it: read where it can be, and never taken for another."""

from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from core.models.circle_values import Landmark
from web.places import landmarks_typed, spots_typed

LATS = st.floats(-90, 90).map(lambda degrees: round(degrees, 5))
LONS = st.floats(-180, 180).map(lambda degrees: round(degrees, 5))
ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
WAYS = (
    "{lat}, {lon}",
    "{lat} {lon}",
    "{lat};{lon}",
    "({lat}, {lon})",
    "\u200e{lat}, {lon}\u200e",
    "geo:{lat},{lon}?q={lat},{lon}",
    "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=15/1.5/2.5",
    "https://www.openstreetmap.org/#map=17/{lat}/{lon}",
    "https://maps.google.com/?q={lat},{lon}",
    "https://www.google.com/maps/place/X/@1.5,2.5,15z/data=!3m1!8m2!3d{lat}!4d{lon}",
    "https://www.google.com/maps/@{lat},{lon},15z",
)


def same(found: float, meant: float) -> bool:
    return isclose(found, meant, abs_tol=1e-9)


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=20)
@given(LATS, LONS)
def test_each_way_of_writing_a_place_is_read(way: str, lat: float, lon: float) -> None:
    found = spots_typed.place(way.format(lat=f"{lat:.5f}", lon=f"{lon:.5f}"), "/place")
    assert same(found.lat, lat)
    assert same(found.lon, lon)


@settings(max_examples=20)
@given(LATS, LONS)
def test_the_digits_of_other_scripts_and_halves_of_the_earth(lat: float, lon: float) -> None:
    north, east = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
    for text in (
        f"{lat:.5f}, {lon:.5f}".translate(ARABIC),
        f"{abs(lat):.5f}° {north}, {abs(lon):.5f}° {east}",
        f"{abs(lon):.5f} {east} {abs(lat):.5f} {north}",
    ):
        found = spots_typed.place(text, "/place")
        assert same(found.lat, lat), text
        assert same(found.lon, lon), text


@pytest.mark.parametrize(
    "typed",
    [
        "near the bridge",
        "42",
        "91.0, 10.0",
        "10.0, 181.0",
        "1.2.3, 4.5",
        "https://example.org/",
        "42,7 N",
        "١٢",
    ],
)
def test_what_is_no_place_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        spots_typed.place(typed, "/place")
    assert refused.value.extra["errors"][0]["code"] == "not_a_place"


@given(st.text(max_size=600))
def test_nothing_typed_is_a_mistake_of_ours(typed: str) -> None:
    try:
        found = spots_typed.place(typed, "/place")
    except Invalid:
        return
    assert abs(found.lat) <= 90
    assert abs(found.lon) <= 180


NAMES = st.text(st.characters(categories=["L", "N"], include_characters=" :-'"), min_size=1, max_size=60)


@settings(max_examples=20)
@given(st.lists(st.tuples(NAMES.filter(str.strip), LATS, LONS), max_size=60))
def test_landmarks_that_were_shown_are_read_as_they_were(some: list[tuple[str, float, float]]) -> None:
    before = tuple(Landmark(" ".join(name.split()).strip(":-' ") or "x", lat, lon) for name, lat, lon in some)
    assert landmarks_typed.read(landmarks_typed.written(before), "/landmarks") == before


def test_too_many_landmarks() -> None:
    with pytest.raises(Invalid):
        landmarks_typed.read("Mill: 1.5, 2.5\n" * 61, "/landmarks")
