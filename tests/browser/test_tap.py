"""A tap on a picture of cells reaches the server from any browser: `<input type=image>`, scripts off."""

from urllib.parse import parse_qs

from playwright.sync_api import Browser, Route, ViewportSize

from core import places
from tests.support.circles import circle
from web.parts import render
from web.parts.fields import Button, Form, Tap
from web.parts.shapes import Page
from web.places import drawing, pictures

NARROW: ViewportSize = {"width": 280, "height": 568}
"""Less than the picture takes: it must not be drawn smaller, or each tap would mean another cell."""


def test_a_tap_on_the_picture_says_which_cell_on_the_narrowest_screen_too(browser: Browser) -> None:
    here = circle()
    picture, drawn = pictures.picture_of(here), drawing.draw_cells(here, "en")
    assert picture is not None
    assert drawn is not None
    tap = Tap("where", "/cells.svg", "Map", pictures.SIDE, pictures.SIDE)
    form = render.draw_whole(Page("Where", (Form((Button("on", "On"),), (tap,)),)), "en", {})
    sent: list[dict[str, list[str]]] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(parse_qs(route.request.post_data or ""))
        if route.request.url.endswith(".svg"):
            route.fulfill(body=drawn, headers=drawing.HEADERS)
        else:
            route.fulfill(body=bytes(form.body), headers=dict(form.headers))

    context = browser.new_context(java_script_enabled=False, has_touch=True, is_mobile=True, viewport=NARROW)
    page = context.new_page()
    page.route("**/*", answer)
    cells = sorted(picture.drawn)[::9]
    page.goto("http://minka.test/where")
    for cell in cells:
        x, y = picture.pixel(*places.centre(cell))
        with page.expect_navigation():
            page.locator("input[type=image]").tap(position={"x": x, "y": y})
    meant = [pictures.tapped(here, int(one["where.x"][0]), int(one["where.y"][0])) for one in sent]
    assert [tapped.cell for tapped in meant if tapped] == cells
    context.close()
