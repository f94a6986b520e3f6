"""What is printed: the poster of a circle on one sheet, however much its name takes."""

import re

from playwright.sync_api import Browser, Route

from core.models.circle_values import CircleContact
from tests.support.circles import circle
from web.parts import poster, render
from web.parts.shapes import Drawn, Page


def test_a_poster_fits_one_sheet(browser: Browser) -> None:
    here = circle(
        name="Neighbours of the Long Street and of all that lies around it",
        contact=CircleContact("+254 722 000 101", None, "Monday to Friday, nine to twelve in the morning"),
    )
    here.languages = ["en", "sw", "ar", "fr"]
    address = "https://minka.example.org/c/neighbours-of-the-long-street-and-around"
    drawn = poster.draw_poster(here, address, "fr")
    answer = render.draw_whole(Page("Poster", (Drawn(drawn),)), "fr", poster.HEADERS)

    def tell(route: Route) -> None:
        route.fulfill(body=bytes(answer.body), headers=dict(answer.headers))

    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.route("**/poster", tell)
    page.goto("http://minka.test/poster")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert not [said for said in complaints if "style" in said.lower()]
    page.close()
