"""Every page with an address: fits a small screen, is labelled, stands out, and axe finds nothing; in `make pages` all
languages, sizes and both schemes, with pictures for people to look at.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.door import SHOWN, Screen
from tests.browser.looks import fits, sound, stands_out
from tests.browser.phone import COMMON, SMALL, USUAL_TEXT
from tests.support.browsers import read
from tests.support.full_community import FullCommunity
from tests.support.page_calls import PageCalls
from tests.support.pages import on_the_wire
from texts.catalogue import LANGUAGES
from web.static import CONTENT, DESK_CONTENT

PICTURES = Path(__file__).parents[2] / "test-results" / "pages"
SEEN = ("en", "ar", "sw")
"""Languages of which pictures are made."""
LARGEST = 20_000
LARGEST_SCRIPT = 8_000
"""Bytes on the wire: a page with its style and script; the script alone."""
LARGEST_OF_A_DESK, LARGEST_SCRIPT_OF_A_DESK = 25_000, 10_000
"""The same of the desk, which has a script of its own."""


@pytest.fixture(scope="module")
def door_calls(kept_community: FullCommunity) -> PageCalls:
    return PageCalls(kept_community)


@pytest.fixture(scope="module")
def screen(browser: Browser, door_calls: PageCalls) -> Iterator[Screen]:
    opened = Screen.of(browser, door_calls)
    yield opened
    opened.close()


def seen_wrong(screen: Screen, path: str, language: str) -> Iterator[str]:
    """What is not as it has to be, each said once, so that one run tells of all pages."""
    found = screen.measured()
    yield from said_wrong(partial(sound, found, path, language))
    yield from said_wrong(partial(fits, found, path))
    yield from said_wrong(partial(stands_out, found, path))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_door(screen: Screen, language: str) -> None:
    wrong = {}
    for path, role in SHOWN:
        screen.draw(path, role, language)
        faults = [*seen_wrong(screen, path, language), *screen.faults()]
        if faults:
            wrong[path] = faults
    assert wrong == {}


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_way(screen: Screen, language: str) -> None:
    wrong = {}
    for path, role in SHOWN:
        screen.draw(path, role, language)
        faults = [*screen.faults(), *every_way(screen, path, role, language)]
        if faults:
            wrong[path] = faults
    assert wrong == {}


def every_way(screen: Screen, path: str, role: str, language: str) -> Iterator[str]:
    """What is wrong on either screen, at either size of text, in either scheme; pictures of the languages seen."""
    for size in (SMALL, COMMON):
        screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        for percent in (100, 200):
            screen.read_at(percent)
            found = screen.measured()
            assert found["root"] == USUAL_TEXT * percent // 100
            yield from said_wrong(partial(fits, found, f"{size} {percent}"))
            if language in SEEN:
                name = path.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "first"
                picture = PICTURES / "door" / f"{language}-{name}-{role}-{size[0]}-{percent}.png"
                screen.picture(picture, (size[0], found["height"]), percent)
                screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        screen.read_at(100)
    for scheme in ("dark", "light"):
        screen.page.emulate_media(color_scheme=scheme)
        yield from said_wrong(partial(stands_out, screen.measured(), scheme))


def said_wrong(look: Callable[[], None]) -> Iterator[str]:
    """What a look finds, said, so that one run tells of all pages."""
    try:
        look()
    except AssertionError as error:
        yield str(error)


def test_every_page_is_light(door_calls: PageCalls) -> None:
    """With its style within it, the script beside it, and no other request to anybody."""
    assert on_the_wire(CONTENT) <= LARGEST_SCRIPT
    assert on_the_wire(DESK_CONTENT) <= LARGEST_SCRIPT_OF_A_DESK
    for path, role in SHOWN:
        with door_calls.community.database.undone():
            answer = door_calls.get(role, path)
        weight = on_the_wire(answer.content)
        if "/desk" in path:
            assert weight + on_the_wire(CONTENT) + on_the_wire(DESK_CONTENT) <= LARGEST_OF_A_DESK, path
        else:
            assert weight + on_the_wire(CONTENT) <= LARGEST, path
            assert weight <= LARGEST // 2, path
        assert not any(href.startswith(("http:", "https:", "//")) for href in read(answer).hrefs), path
