"""A tap on a picture of cells reaches the server from any browser: `<input type=image>`, scripts off."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from core import places
from tests.support.circles import circle
from web.parts import render
from web.parts.fields import Button, Field, Form, Tap
from web.parts.shapes import Page as Shown
from web.places import drawing, pictures

NARROW: ViewportSize = {"width": 280, "height": 568}
"""Less than the picture takes: it must not be drawn smaller, or each tap would mean another cell."""


@dataclass
class Asked:
    """A page with a form of a picture to tap, in a browser; `sent`: what its form said, each time."""

    page: Page
    sent: list[dict[str, list[str]]]


@pytest.fixture
def asked_where(browser: Browser) -> Iterator[Asked]:
    """Scripts off, on the narrowest screen."""
    drawn = drawing.draw_cells(circle(), "en")
    assert drawn is not None
    fields = (Field("door", "Door"), Tap("where", "/cells.svg", "Map", pictures.SIDE, pictures.SIDE))
    form = render.draw_whole(
        Shown("Where", (Form((Button("on", "On"), Button("no", "No")), fields),)), "en", {}
    )
    context = browser.new_context(java_script_enabled=False, has_touch=True, is_mobile=True, viewport=NARROW)
    asked = Asked(context.new_page(), [])

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            asked.sent.append(parse_qs(route.request.post_data or "", keep_blank_values=True))
        if route.request.url.endswith(".svg"):
            route.fulfill(body=drawn, headers=drawing.HEADERS)
        else:
            route.fulfill(body=bytes(form.body), headers=dict(form.headers))

    asked.page.route("**/*", answer)
    asked.page.goto("http://minka.test/where")
    yield asked
    context.close()


def test_a_tap_on_the_picture_says_which_cell_on_the_narrowest_screen_too(asked_where: Asked) -> None:
    here = circle()
    picture = pictures.picture_of(here)
    assert picture is not None
    cells = sorted(picture.drawn)[::9]
    for cell in cells:
        x, y = picture.pixel(*places.centre(cell))
        with asked_where.page.expect_navigation():
            asked_where.page.locator("input[type=image]").tap(position={"x": x, "y": y})
    assert not any("do" in one for one in asked_where.sent), "the picture is none of the buttons"
    meant = [
        pictures.tapped(here, int(one["where.x"][0]), int(one["where.y"][0])) for one in asked_where.sent
    ]
    assert [tapped.cell for tapped in meant if tapped] == cells


def test_enter_presses_the_first_button_and_not_the_picture_before_it(asked_where: Asked) -> None:
    asked_where.page.locator("[name=door]").fill("The blue door")
    with asked_where.page.expect_navigation():
        asked_where.page.keyboard.press("Enter")
    assert asked_where.sent == [{"door": ["The blue door"], "do": ["on"]}]


def test_tab_comes_to_each_button_once(asked_where: Asked) -> None:
    stops = []
    for _ in range(4):
        asked_where.page.keyboard.press("Tab")
        stops.append(asked_where.page.evaluate("document.activeElement.name + document.activeElement.value"))
    assert stops == ["door", "where", "doon", "dono"]
