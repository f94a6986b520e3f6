"""Every page in every language, on small screens, with large text, by day and by night."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.looks import fits, sound, stands_out
from tests.browser.phone import COMMON, SMALL, Drawn, Phone
from tests.browser.walk import speak, walk
from tests.support.pages import LARGEST, on_the_wire
from texts.catalogue import LANGUAGES

PICTURES = Path(__file__).parents[2] / "test-results" / "pages"
LOOKED_AT = ("en", "ar")
"""One language of each direction."""


@pytest.mark.parametrize(
    "language",
    [one if one in LOOKED_AT else pytest.param(one, marks=pytest.mark.pages) for one in LANGUAGES],
)
def test_every_page_fits(take_phone: Callable[..., Phone], language: str) -> None:
    """Text at 200 % means the browser's own text size, on a screen that stays 320 pixels wide."""
    phone = take_phone(Drawn, size=SMALL)
    speak(phone, language)
    for name, _status in walk(phone):
        phone.turn_to(COMMON)  # where what belongs together stands side by side
        fits(phone.measured(), name)
        phone.turn_to(SMALL)
        found = phone.measured()
        sound(found, name, language)
        fits(found, name)
        phone.read_at(200)
        found = phone.measured()
        assert found["root"] == 32
        fits(found, name)
        if language in LOOKED_AT:
            picture(phone, (SMALL[0], found["height"]), f"{language}-{name}", text=200)
            phone.turn_to(SMALL)
        phone.read_at(100)


@pytest.mark.parametrize("language", LOOKED_AT)
def test_every_page_as_it_is_really_reached(take_phone: Callable[..., Phone], language: str) -> None:
    """By pressing what is there; nothing else is asked for, and text stands out by day and by night."""
    phone = take_phone()
    speak(phone, language)
    for name, _status in walk(phone):
        assert on_the_wire(phone.page.content().encode()) <= LARGEST, name
        for scheme in ("dark", "light"):
            phone.page.emulate_media(color_scheme=scheme)
            found = phone.measured()
            stands_out(found, name)
        sound(found, name, language)
        fits(found, name)
        picture(phone, COMMON, f"{language}-{name}", text=100)


PLUS = """() => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode() && !words.currentNode.data.includes("+")) {}
    const at = words.currentNode.data.indexOf("+");
    return [at, at + 1].map((index) => {
        const range = document.createRange();
        range.setStart(words.currentNode, index);
        range.setEnd(words.currentNode, index + 1);
        return range.getBoundingClientRect().left;
    });
}"""


def test_a_phone_number_keeps_its_plus_in_front_also_in_arabic(phone: Phone) -> None:
    speak(phone, "ar")
    phone.visit("shared_need")
    phone.fill(address="+15550100199")
    assert phone.press("can") == 200
    plus, one = phone.page.evaluate(PLUS)
    assert plus < one


def picture(phone: Phone, size: tuple[int, int], name: str, *, text: int) -> None:
    """For people to look at; nothing is compared."""
    phone.turn_to(size)
    phone.read_at(text)
    phone.page.screenshot(path=PICTURES / f"{name}-{text}.png")
