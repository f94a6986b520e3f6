"""Ten entries of an evening at the desk by two browsers: one with keys, one of 360 pixels without script, in Arabic.

Presses are counted: what somebody types is none, each key that does something and each button or link is one.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import fits, sound
from tests.browser.phone import COMMON, MEASURE
from tests.support.browsers import cookie_of
from tests.support.desk import DeskCircle
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.telling import scalar
from tests.support.world import World
from texts.catalogue import say

PICTURES = Path(__file__).parents[2] / "test-results" / "pages" / "desk"
PRESSES = 5
"""For one entry, at most."""
A_LOOK = 20_000
"""Milliseconds from one look to the next."""


class Evening(DeskCircle):
    """Ten needs wait, in this order, and four helpers could be asked."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.needs = [
            self.handed_over(title=f"Bread {number}", author=f"Neighbour {number}")["id"]
            for number in range(10)
        ]
        self.wait()
        for name in ("Gil", "Hana"):
            self.joins(name)


@dataclass
class Desk:
    """Somebody at the desk, and how often they pressed for each entry."""

    page: Page
    language: str
    complaints: list[str] = field(default_factory=list)
    presses: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """The next entry is begun."""
        self.presses.append(0)

    def press(self, css: str) -> None:
        """A button or link, and the page that follows."""
        self.presses[-1] += 1
        with self.page.expect_navigation():
            self.page.locator(css).first.click()

    def open(self, css: str) -> None:
        """Something on the page that leads to no other."""
        self.presses[-1] += 1
        self.page.locator(css).first.click()

    def key(self, key: str, *, leads_on: bool = True) -> None:
        self.presses[-1] += 1
        if not leads_on:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def reads(self, key: str) -> bool:
        return say(key, self.language) in self.page.locator("main").inner_text()

    @property
    def need(self) -> str:
        """Whose card is open; empty on any other page."""
        found = re.search(r"/needs/([0-9a-f-]{36})", self.page.url)
        return found[1] if found else ""

    @property
    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.closest('#entries > li')?.id ?? ''"))


@pytest.fixture
def evening(keep: Keep) -> Evening:
    return keep(Evening)


Sit = Callable[..., Desk]


@pytest.fixture
def sit(browser: Browser, evening: Evening) -> Iterator[Sit]:
    """Sits somebody down at the desk; afterwards nothing may have been complained of."""
    with ExitStack() as until_the_end:
        seated: list[Desk] = []

        def down(
            who: Person, *, language: str = "en", scripts: bool = True, size: tuple[int, int] = COMMON
        ) -> Desk:
            url = evening.world.server.url
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                base_url=url,
                java_script_enabled=scripts,
                locale=language,
                extra_http_headers={"Accept-Language": language},
            )
            until_the_end.callback(context.close)
            context.add_cookies([{"name": "minka", "value": cookie_of(evening.world, who), "url": url}])
            page = context.new_page()
            page.set_default_timeout(8000)
            desk = Desk(page, language)
            page.on("pageerror", lambda error: desk.complaints.append(str(error)))
            page.goto(f"{evening.at()}?lang={language}")
            seated.append(desk)
            return desk

        yield down
        assert [one.complaints for one in seated] == [[] for _ in seated]


def status(evening: Evening, need: str, column: str) -> object:
    return scalar(evening.world.database, f"SELECT {column} FROM need WHERE id = :id", id=need)


def entry(need: str) -> str:
    return f"#need_without_yes-{need}"


def test_ten_entries_are_dealt_with_in_few_presses_by_two_who_never_do_the_same(
    evening: Evening, sit: Sit
) -> None:
    cleo = sit(evening.cleo, size=(1000, 800))
    dora = sit(evening.dora, language="ar", scripts=False)
    by_keys(evening, cleo)
    by_finger(evening, dora)
    assert max(cleo.presses + dora.presses) <= PRESSES
    assert len(cleo.presses + dora.presses) == 10


def by_keys(evening: Evening, cleo: Desk) -> None:
    """Cleo begins at the top, and each entry leads on to the next."""
    first, second, third, fourth, fifth = evening.needs[:5]
    cleo.begin()
    cleo.key("j", leads_on=False)
    assert cleo.focused == entry(first)[1:]
    cleo.press(f"{entry(first)} a.onward")
    cleo.open("input[name=offer]")
    cleo.page.locator("textarea[name=reason]").fill("lives next door")
    cleo.page.keyboard.press("n")
    assert cleo.page.locator("textarea[name=reason]").input_value() == "lives next doorn", (
        "in a field it is a letter"
    )
    cleo.press("button[value=ask]")
    assert cleo.need == second

    cleo.begin()
    cleo.key("n")
    cleo.page.locator("textarea[name=note]").fill("I know her daughter.")
    cleo.press("button[value=note]")
    assert cleo.reads("web.said.desk_noted")
    cleo.key("e")
    assert cleo.need == third

    cleo.begin()
    cleo.key("s")
    cleo.press("button[value=tomorrow]")
    assert cleo.need == fourth

    cleo.begin()
    cleo.open("details:has(a[href*='do=hide']) > summary")
    cleo.press("a[href*='do=hide']")
    cleo.page.locator("textarea[name=reason]").fill("it names somebody")
    cleo.press("button[value=hide]")
    assert cleo.need == fifth
    assert status(evening, fourth, "hidden") is True
    cleo.key("u")
    assert cleo.need == fourth
    assert status(evening, fourth, "hidden") is False
    cleo.key("e")
    assert cleo.need == fifth

    cleo.begin()
    cleo.key("c")
    assert cleo.reads("web.said.desk_claimed")
    cleo.open("details:has(a[href*='do=remove']) > summary")
    cleo.press("a[href*='do=remove']")
    cleo.page.locator("textarea[name=reason]").fill("an advertisement")
    cleo.press("button[value=remove]")
    assert status(evening, fifth, "status") == "removed"


def by_finger(evening: Evening, dora: Desk) -> None:
    """Dora's telephone runs no script, and reads from right to left. She, too, goes on from entry to entry: nothing
    opens her a page but what she presses.
    """
    for number, need in enumerate(evening.needs[5:]):
        dora.begin()
        if number == 0:
            dora.press(f"{entry(need)} .title a")
        assert dora.need == need
        found = dict(dora.page.evaluate(MEASURE))
        sound(found, need, "ar")
        fits(found, need)
        dora.press('main a[href*="do=call"]')
        dora.page.locator("textarea[name=purpose]").fill("لأسأل أي خبز")
        dora.press("button[value=reveal]")
        dora.press("button[value=reached]")
        assert dora.reads("web.said.desk_reached")
        dora.press("button[value=next]")
    reached = "SELECT count(*) FROM reaching WHERE outcome = 'reached'"
    assert scalar(evening.world.database, reached) == 5


def test_a_page_that_stands_open_looks_again_and_the_focus_is_never_lost(evening: Evening, sit: Sit) -> None:
    cleo = sit(evening.cleo)
    cleo.page.clock.install()
    cleo.page.reload()
    dora = sit(evening.dora)
    first, second, third = evening.needs[:3]
    cleo.begin()
    cleo.key("j", leads_on=False)
    cleo.key("j", leads_on=False)
    assert cleo.focused == entry(second)[1:]
    dora.begin()
    dora.open(f"{entry(first)} button")
    dora.page.get_by_text(say("web.said.desk_claimed", "en")).wait_for()
    assert dora.page.url.partition("?")[0].endswith(evening.at()), "an act of the list leaves it not"
    dora.page.goto(evening.at("entries", second))
    dora.press("button[value=three_days]")
    evening.world.person("Rosa").need(title="Water", urgency="urgent")
    evening.world.advance(minutes=20)
    looked(cleo)
    assert "Dora" in cleo.page.locator(entry(first)).inner_text()
    assert cleo.page.locator(entry(second)).count() == 0
    assert cleo.focused == entry(third)[1:]
    assert cleo.page.locator("#news").inner_text() == "1 new: show it"
    assert cleo.page.locator("#entries > li").count() == 9, "nothing moves in under the finger"
    assert cleo.page.locator("#status").inner_text() == "1 new: show it"
    with cleo.page.expect_response(lambda answer: "minka-look" in answer.request.headers) as again:
        cleo.page.clock.run_for(A_LOOK)
    assert again.value.status == 204, "nothing changed since"


def looked(desk: Desk) -> None:
    with desk.page.expect_response(lambda answer: "minka-look" in answer.request.headers) as told:
        desk.page.clock.run_for(A_LOOK)
    told.value.finished()
    desk.page.wait_for_function("document.querySelector('#news').innerText !== ''")


def test_keys_are_shown_and_switched_off_in_this_browser(evening: Evening, sit: Sit) -> None:
    cleo = sit(evening.cleo)
    cleo.begin()
    cleo.key("?", leads_on=False)
    assert cleo.page.locator("#keys[open]").count() == 1
    cleo.open("#keys button")
    cleo.page.reload()
    cleo.key("j", leads_on=False)
    assert cleo.focused == ""
    cleo.open("#keys summary")
    cleo.open("#keys button")
    cleo.key("j", leads_on=False)
    assert cleo.focused == entry(evening.needs[0])[1:]


def test_the_line_that_takes_back_counts_and_goes(evening: Evening, sit: Sit) -> None:
    cleo = sit(evening.cleo)
    cleo.page.clock.install()
    cleo.begin()
    cleo.page.goto(f"{evening.at('needs', evening.needs[0])}?do=hide")
    cleo.page.locator("textarea[name=reason]").fill("it names somebody")
    cleo.press("button[value=hide]")
    line = cleo.page.locator("form[data-left]")
    assert re.search(r"\d", line.locator("button").inner_text())
    cleo.page.clock.run_for(11_000)
    assert line.count() == 0


@pytest.mark.pages
def test_pictures_of_the_desk(evening: Evening, sit: Sit) -> None:
    """For docs/for-coordinators.md: the list, a card, and asking somebody, as a telephone shows them."""
    cleo = sit(evening.cleo)
    first = evening.at("needs", evening.needs[0])
    for name, path in (("list", evening.at()), ("card", first), ("ask", f"{first}?do=ask")):
        cleo.page.goto(path)
        cleo.page.screenshot(path=PICTURES / f"desk-{name}.png")
