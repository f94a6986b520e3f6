"""Pictures of a circle's cells: a tap on a cell means that cell, on any circle, and nothing private is in them."""

import gzip
import re
from math import pi
from xml.etree import ElementTree

import h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places
from core.geography import cells, measure
from core.models import Community
from core.models.circle_values import Landmark
from matching.rules.distance import EARTH_KM
from tests.support.circles import circle
from texts.catalogue import LANGUAGES
from web.places import drawing, pictures

PATIENT = settings(deadline=None, max_examples=60)
LARGEST = 6_000
"""Bytes, compressed."""

spots = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.sampled_from(
    [(42.73, -84.55), (-1.28, 36.82), (48.85, 2.35), (-17.8, 179.99), (90.0, 0.0), (-90.0, 13.0)]
)


circles = st.builds(
    circle, spots, st.floats(1, 25) | st.floats(1, 500), finest=st.sampled_from([7, 7, 6, 5, 4])
)


def clear(picture: pictures.Picture, cell: int) -> tuple[int, int]:
    """The whole pixel at which a browser says that a cell's middle was tapped."""
    x, y = picture.pixel(*places.centre(cell))
    return round(x), round(y)


@PATIENT
@given(circles, st.data())
def test_a_tap_in_the_middle_of_a_cell_means_that_cell(here: Community, data: st.DataObject) -> None:
    """At most three taps from the whole circle to a cell as which places are shown, each on what was drawn."""
    within = None
    for _ in range(3):
        picture = pictures.picture_of(here, within)
        assert picture is not None
        for cell in picture.drawn:
            tap = pictures.tapped(here, *clear(picture, cell), within)
            assert tap is not None
            assert (tap.cell, tap.lat, tap.lon) == (cell, *places.centre(cell))
        wide = sorted(cell for cell in picture.drawn if not meant(here, picture, cell, within).whole)
        if not wide:
            return
        within = data.draw(st.sampled_from(wide))
    pytest.fail("wide cells within wide cells, and no end")


def meant(
    here: Community, picture: pictures.Picture, cell: int, within: int | None = None
) -> pictures.Tapped:
    tap = pictures.tapped(here, *clear(picture, cell), within)
    assert tap is not None
    return tap


@PATIENT
@given(circles, st.integers(-50, 350), st.integers(-50, 350))
def test_a_tap_anywhere_means_what_is_drawn_there_or_nothing(here: Community, x: int, y: int) -> None:
    picture = pictures.picture_of(here)
    assert picture is not None
    tap = pictures.tapped(here, x, y)
    assert tap is None or tap.cell in picture.drawn


@PATIENT
@given(circles)
def test_a_picture_is_small_and_a_cell_wide_enough_for_a_finger(here: Community) -> None:
    picture, drawn = pictures.picture_of(here), drawing.draw_cells(here, "ar")
    assert picture is not None
    assert drawn is not None
    assert len(gzip.compress(drawn.encode(), 6)) <= LARGEST
    ElementTree.fromstring(drawn)
    for cell in picture.drawn:
        area = places.radius_km(cell) * picture.scale
        assert area * 2 >= pictures.FINGER * 0.7, "cells are a third narrower in some places than on average"


@PATIENT
@given(circles)
def test_the_keyboard_points_at_nothing_and_so_does_a_number_beyond_the_picture(here: Community) -> None:
    """Once around the Earth is the same place again, on paper."""
    picture = pictures.picture_of(here)
    assert picture is not None
    around = round(2 * pi * EARTH_KM * picture.scale)
    for x, y in ((0, 0), (150, 150 - around), (150 + around, 150), (10**30, -(10**30))):
        assert pictures.tapped(here, x, y) is None


FIELDS = measure.shown_at(42.6164, -84.3593)
"""In the countryside, where a cell of resolution 6 is shown as it is."""


@pytest.mark.parametrize(
    "within",
    [0, 17, places.cell_of(42.73, -84.55), FIELDS, cells.parent(places.cell_of(-1.28, 36.82), 5)],
)
def test_only_wider_cells_of_the_circle_are_looked_into(within: int) -> None:
    """What is no cell, what is shown as it is or wider, and what lies elsewhere have no picture."""
    here = circle((42.73, -84.55), 100)
    assert cells.resolution(FIELDS) == 6
    assert pictures.picture_of(here, within) is None
    assert drawing.draw_cells(here, "en", within=within) is None
    assert pictures.tapped(here, 150, 150, within) is None


@given(st.text(max_size=20) | st.text("0123456789abcdefx", max_size=20))
def test_only_a_cell_is_read_as_one(name: str) -> None:
    cell = pictures.cell_named(name)
    assert cell is None or h3.is_valid_cell(name.lower())


def test_a_cell_is_named_as_apps_name_it() -> None:
    lansing = places.cell_of(42.73, -84.55)
    assert pictures.cell_named(places.name(lansing)) == lansing
    assert pictures.cell_named("f" * 16) is pictures.cell_named("0x" + places.name(lansing)[:13]) is None


def test_names_are_drawn_as_they_are_cut_and_never_over_one_another() -> None:
    marks = (
        Landmark("<b>Quality & Sons</b> on Cedar Street", 42.70, -84.54),
        Landmark("Next door", 42.7001, -84.54),
        Landmark("Far away", 12.0, 12.0),
        Landmark("مسجد السلام", 42.76, -84.60),
    )
    drawn = drawing.draw_cells(circle((42.73, -84.55), 9, landmarks=marks), "ar")
    assert drawn is not None
    root = ElementTree.fromstring(drawn)
    names = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert names[:-1] == ["<b>Quality & Sons…", "مسجد السلام"]
    assert names[-1] == "5 كم"


def test_the_marked_cell_has_a_thick_edge_also_where_only_a_wider_one_is_drawn() -> None:
    here, lansing = circle((42.73, -84.55), 100), places.cell_of(42.73, -84.55)
    whole, part = (
        drawing.draw_cells(here, "en", within=within, marked=[lansing])
        for within in (None, cells.parent(lansing, 5))
    )
    assert whole is not None
    assert part is not None
    assert whole.count('class="m"') == part.count('class="m"') == 1
    twice = drawing.draw_cells(here, "en", marked=[lansing, cells.parent(lansing, 6)])
    assert twice == whole, "both lie in one of the cells that are drawn"
    elsewhere = drawing.draw_cells(here, "en", marked=[places.cell_of(-1.28, 36.82)])
    assert 'class="m"' not in str(elsewhere)
    assert drawing.draw_cells(here, "en", marked=[17]) == drawing.draw_cells(here, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_says_in_each_language_what_it_is_and_loads_nothing(language: str) -> None:
    drawn = drawing.draw_cells(circle((42.73, -84.55), 25), language)
    assert drawn is not None
    assert "Lansing" in str(ElementTree.fromstring(drawn)[0].text)
    assert not re.search(r"href|url\(|<script|@import|style=", drawn)
