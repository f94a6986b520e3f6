"""Whole pages without a finger: Tab goes to everything in order, one sees where one is, Enter does it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.phone import EDGE, Phone
from texts.catalogue import say

HERE = """() => {
    const at = document.activeElement, style = getComputedStyle(at), page = getComputedStyle(document.body);
    const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number)
        .map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const [dark, bright] = [light(style.outlineColor), light(page.backgroundColor)].sort((a, b) => a - b);
    return {
        name: at.value || at.name || at.innerText, tag: at.tagName, line: style.outlineStyle,
        thick: parseFloat(style.outlineWidth), ratio: (bright + 0.05) / (dark + 0.05),
    };
}"""
STOPS = """() => [...document.querySelectorAll('a, button, textarea, select, input:not([type=hidden])')]
    .map((one) => one.value || one.name || one.innerText)"""


def tabbed(phone: Phone, times: int) -> list[dict[str, Any]]:
    """What Tab comes to; a day and an hour are one, though Tab goes through each part of them."""
    found: list[dict[str, Any]] = []
    for _ in range(times * 9):
        phone.page.keyboard.press("Tab")
        here = dict(phone.page.evaluate(HERE))
        if not found or here["name"] != found[-1]["name"]:
            found.append(here)
        if len(found) == times:
            break
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tab_comes_to_everything_and_is_seen(take_phone: Callable[..., Phone], scheme: str) -> None:
    phone = take_phone(color_scheme=scheme)
    for name in phone.community.paths:
        phone.visit(name)
        stops = phone.page.evaluate(STOPS)
        found = tabbed(phone, len(stops))
        assert [here["name"] for here in found] == stops, name
        for here in found:
            assert here["line"] == "solid", (name, here)
            assert here["thick"] >= 2, (name, here)
            assert here["ratio"] >= EDGE, (name, here)


def test_a_proposal_is_answered_by_keyboard(phone: Phone) -> None:
    phone.visit("answer")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.press("Enter")
    phone.page.get_by_text(say("page.agreed.both_yes", "en")).wait_for()
    assert phone.community.status("match", phone.community.invited) == "confirmed"


def test_enter_in_the_reason_calls_off_and_nothing_else(phone: Phone) -> None:
    """A form's first button is what Enter presses."""
    phone.visit("match")
    phone.page.locator("input[name=reason]").focus()
    phone.page.keyboard.type("fell ill")
    phone.page.keyboard.press("Enter")
    phone.page.get_by_text(say("web.said.called_off", "en")).wait_for()
    assert phone.community.status("match", phone.community.agreed) == "cancelled"


def test_a_shared_need_is_answered_by_keyboard_as_far_as_the_code(phone: Phone) -> None:
    phone.visit("shared_need")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("dee@example.org")
    phone.page.keyboard.press("Enter")
    phone.page.get_by_label(say("page.shared.code", "en")).wait_for()
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("000000")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.type("Dee")
    phone.page.keyboard.press("Tab")
    phone.page.keyboard.press("Space")
    phone.page.keyboard.press("Enter")
    phone.page.locator("#code-error").wait_for()
    assert phone.page.locator("#code-error").inner_text() != ""
