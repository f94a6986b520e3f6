"""A tap on a picture of cells reaches the server from any browser: `<input type=image>`, scripts off."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Route

from core import places
from tests.support.circles import circle
from web import drawing, pictures

FORM = f"""<!doctype html><meta name="viewport" content="width=device-width"><form action="/tapped">
<input type="image" name="where" src="/cells.svg" alt="Map" width="{pictures.SIDE}" height="{pictures.SIDE}"></form>"""


def test_a_tap_on_the_picture_says_which_cell(browser: Browser) -> None:
    here = circle()
    picture, drawn = pictures.picture_of(here), drawing.draw_cells(here, "en")
    assert picture is not None
    assert drawn is not None

    def answer(route: Route) -> None:
        if route.request.url.endswith(".svg"):
            route.fulfill(body=drawn, headers=drawing.HEADERS)
        else:
            route.fulfill(body=FORM, content_type="text/html")

    context = browser.new_context(
        java_script_enabled=False, has_touch=True, is_mobile=True, viewport={"width": 320, "height": 568}
    )
    page = context.new_page()
    page.route("**/*", answer)
    for cell in sorted(picture.drawn)[::9]:
        page.goto("http://minka.test/where")
        x, y = picture.pixel(*places.centre(cell))
        page.locator("input").tap(position={"x": x, "y": y})
        page.wait_for_url("**/tapped?*")
        sent = parse_qs(urlsplit(page.url).query)
        tap = pictures.tapped(here, int(sent["where.x"][0]), int(sent["where.y"][0]))
        assert tap is not None
        assert tap.cell == cell
    context.close()
