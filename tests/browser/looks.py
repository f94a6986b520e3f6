"""What every page has to be, as it is measured in a browser: labelled, within its screen, in contrast."""

from typing import Any

from tests.browser.phone import EDGE, TEXT

TWICE, LONGEST_WHOLE = 32, 12
"""Where text is twice as large (pixels of the root), words of more letters may break on the smallest screen."""
FINGER = 44
"""CSS pixels that a fingertip meets safely (WCAG 2.2, 2.5.5)."""


def sound(found: dict[str, Any], name: str, language: str) -> None:
    assert (found["lang"], found["dir"]) == (language, "rtl" if language == "ar" else "ltr"), name
    assert found["headings"] == 1, name
    assert found["title"].strip(), name
    for fault in ("unlabelled", "undescribed", "doubled"):
        assert found[fault] == [], (name, fault, found[fault])


def fits(found: dict[str, Any], name: str) -> None:
    assert found["needed"] <= found["width"], (name, found["outside"])
    assert found["outside"] == [], name
    torn = [word for word in found["torn"] if found["root"] < TWICE or len(word) <= LONGEST_WHOLE]
    assert torn == [], (name, "words that do not fit on a line", torn)
    for target in found["targets"]:
        assert target["height"] >= FINGER, (name, target)
        assert target["width"] >= FINGER, (name, target)
    assert min(text["size"] for text in found["texts"]) >= found["root"], (name, "smaller than usual text")


def stands_out(found: dict[str, Any], name: str) -> None:
    for text in found["texts"]:
        assert text["ratio"] >= TEXT, (name, text)
    for edge in found["edges"]:
        assert edge["ratio"] >= EDGE, (name, edge)
        assert edge["typed"] >= TEXT, (name, edge)
