"""A sign for every kind of help: small, its own, the same way round in every language."""

import re
from xml.etree import ElementTree

import pytest

from matching.words.categories import CATEGORIES
from web.parts.signs import sign

LARGEST = 350
"""Bytes."""

each = pytest.mark.parametrize("category", CATEGORIES)


@each
def test_a_sign_is_small_whole_and_for_the_eye_alone(category: str) -> None:
    drawn = str(sign(category))
    assert len(drawn.encode()) <= LARGEST
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-hidden") == "true"
    assert not re.search(r"transform|style=|href|<text|fill|stroke", drawn), (
        "colour and thickness are the style sheet's"
    )


@each
def test_a_sign_stays_on_its_field(category: str) -> None:
    """Its steps, followed from the first to the last, never leave 24 by 24."""
    for x, y in corners(ElementTree.fromstring(str(sign(category)))[0].get("d", "")):
        assert 1 <= x <= 23, (x, y)
        assert 1 <= y <= 23, (x, y)


def corners(path: str) -> list[tuple[float, float]]:
    """The points at which a path begins, turns or ends."""
    x = y = first_x = first_y = 0.0
    found = []
    for letter, rest in re.findall(r"([MmLlHhVvCcAaZz])([^A-Za-z]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rest)]
        size = {"h": 1, "v": 1, "c": 6, "a": 7, "z": 0}.get(letter.lower(), 2)
        for at in range(0, len(numbers), size) if size else ():
            step, relative = numbers[at : at + size], letter.islower()
            if letter in "Hh":
                x = step[0] + x * relative
            elif letter in "Vv":
                y = step[0] + y * relative
            else:
                x, y = step[-2] + x * relative, step[-1] + y * relative
            if letter in "Mm" and at == 0:
                first_x, first_y = x, y
            found.append((x, y))
        if letter in "Zz":
            x, y = first_x, first_y
    return found


def test_no_two_signs_are_alike() -> None:
    assert len({sign(category) for category in CATEGORIES}) == len(CATEGORIES)
    with pytest.raises(KeyError):
        sign("nonsense")
