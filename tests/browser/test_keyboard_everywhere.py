"""Every page of the door without a finger: Tab comes to everything in order and is seen, Enter does what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.door import SHOWN, Screen
from tests.browser.phone import EDGE
from tests.support.full_community import FullCommunity
from tests.support.page_calls import PageCalls

KEYS = (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def keyed_screen(browser: Browser, kept_community: FullCommunity) -> Iterator[Screen]:
    opened = Screen.of(browser, PageCalls(kept_community))
    yield opened
    opened.close()


def ask(screen: Screen, what: str, *given: int) -> Any:
    """What the page answers to one of the questions of `keys.js`."""
    return screen.page.evaluate(f"(given) => ({KEYS}).{what}(...given)", list(given))


def walked(screen: Screen) -> Iterator[str]:
    """Tab from the top to the end of the page: what is passed over, comes too early, or is not seen."""
    ask(screen, "top")
    many = ask(screen, "stops")
    for number in range(many):
        screen.page.keyboard.press("Tab")
        here = ask(screen, "here")
        if here["number"] != number:
            yield f"Tab {number + 1} of {many} comes to {here['number'] + 1}: {here['name']}"
            return
        if here["line"] != "solid" or here["thick"] < 2 or here["ratio"] < EDGE or not here["inSight"]:
            yield f"is not seen to be at {here}"


def noted(screen: Screen) -> list[list[str]]:
    """What was done since this was asked last; a fold tells of itself in a task of its own."""
    screen.page.evaluate("new Promise((done) => setTimeout(done))")
    return list(ask(screen, "took"))


def pressed(screen: Screen) -> Iterator[str]:
    """Enter at everything that Tab comes to."""
    many = ask(screen, "stops")
    for number in range(many):
        screen.page.evaluate("(number) => window.stopsHere[number].focus()", number)
        meant = ask(screen, "meant", number)
        screen.page.keyboard.press("Enter")
        took = noted(screen)
        if meant and meant[0] == "folded":
            ask(screen, "unfold")
            noted(screen)
        if took != ([meant] if meant else []):
            yield f"Enter at {ask(screen, 'here')['name']} does {took}, and not {meant}"


@pytest.mark.pages
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_used_by_keyboard(keyed_screen: Screen, language: str) -> None:
    wrong = {}
    for path, role in SHOWN:
        keyed_screen.draw(path, role, language)
        faults = [f"folded: {fault}" for fault in walked(keyed_screen)]
        ask(keyed_screen, "unfold")
        faults += walked(keyed_screen)
        ask(keyed_screen, "note")
        faults += pressed(keyed_screen)
        if faults:
            wrong[path] = faults
    assert wrong == {}
