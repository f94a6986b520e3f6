"""A place as people paste it: two numbers, or the link that a map gives them; in the digits of any script."""

import re
import unicodedata

from core.errors import Invalid
from matching.words.values import Point

_NUMBER = r"[-+−]?\d{1,3}(?:[.٫]\d{1,20})?"
_HALF = r"\s*°?\s*([NSEW])?"
_PAIR = re.compile(rf"({_NUMBER}){_HALF}\s*[,;/ ]\s*({_NUMBER}){_HALF}", re.IGNORECASE)
_IN_LINKS = (
    re.compile(r"!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)"),
    re.compile(r"[?&]mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)"),
    re.compile(r"[@=:](-?\d+\.\d+)(?:,|%2C)(-?\d+\.\d+)"),
    re.compile(r"#map=\d+(?:\.\d+)?/(-?\d+\.\d+)/(-?\d+\.\d+)"),
    re.compile(r"/(-?\d+\.\d+),(-?\d+\.\d+)"),
)
"""How maps write a place into an address: the pin before the middle of what is looked at."""
_LONGEST = 500


def place(typed: str, pointer: str) -> Point:
    """The place that was typed. Raises Invalid `place_needed` for nothing, `not_a_place` for what cannot be read."""
    plain = _plain(typed)
    if not plain:
        raise Invalid(pointer, "place_needed")
    found = _in_link(plain) if "://" in plain or plain.startswith("geo:") else _pair(plain)
    if found is None or abs(found.lat) > 90 or abs(found.lon) > 180:
        raise Invalid(pointer, "not_a_place")
    return found


def _in_link(link: str) -> Point | None:
    found = next((match for form in _IN_LINKS if (match := form.search(link))), None)
    return Point(float(found[1]), float(found[2])) if found else None


def _pair(text: str) -> Point | None:
    found = _PAIR.fullmatch(text)
    halves = (found[2] or "").upper() + (found[4] or "").upper() if found else ""
    if found is None or (halves and not re.fullmatch(r"[NS][EW]|[EW][NS]", halves)):
        return None
    first, second = (_turned(found[number], found[half]) for number, half in ((1, 2), (3, 4)))
    return Point(second, first) if halves and halves[0] in "EW" else Point(first, second)


def _turned(number: str, half: str | None) -> float:
    """A number of degrees; of the south and the west below zero."""
    degrees = float(number.replace("−", "-").replace("٫", "."))
    return -abs(degrees) if (half or "").upper() in ("S", "W") else degrees


def _plain(typed: str) -> str:
    seen = (letter for letter in typed[:_LONGEST] if unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in seen).strip(" ()[]\n")
