"""What people type as a number, an amount or a time of day: in the digits of any script, as they write it at home."""

import re
import unicodedata
from datetime import time

from core import readable
from core.errors import Invalid
from texts.catalogue import best

_LONGEST = 30
_GROUPS = re.compile(r"\d{1,3}(?:[ '’٬]\d{3})+")
"""Thousands apart: by a blank, an apostrophe or the Arabic sign. Comma and point mean two things; nobody guesses."""
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,٫](\d{1,2}))?")
_CLOCK = re.compile(
    r"(\d{1,2})(?: ?[:.,h٫] ?(\d\d)| ?h| ?[:.] ?)?(?: ?(am|pm|a\. ?m\.?|p\. ?m\.?|ص|م))?", re.I
)
_AFTER_NOON = ("p", "م")
_FROM_DAWN = frozenset({"sw"})
"""Languages in which hours are counted from dawn: "saa mbili", the second, is what phones show as 08:00. So `2` means
two things there, and nobody guesses.
"""


def number(typed: str, pointer: str, *, least: int, most: int) -> int:
    """A whole number within bounds.

    Raises Invalid `not_a_number` for what cannot be read, `out_of_range` with the bound for what is beyond it.
    """
    plain = _plain(typed)
    digits = re.sub(r"\D", "", plain) if _GROUPS.fullmatch(plain) else plain
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise Invalid(pointer, "not_a_number")
    return _within(int(digits), pointer, least, most)


def amount(typed: str, pointer: str, *, most: int) -> float:
    """An amount of money of zero or more, with up to two places after a point or a comma.

    Raises Invalid as `number`: also for `1.000`, which is one to some and a thousand to others.
    """
    plain = _plain(typed)
    plain = re.sub(r"[ '’٬]", "", plain) if _GROUPS.match(plain) else plain
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise Invalid(pointer, "not_a_number")
    whole, cents = int(found[1]), int((found[2] or "").ljust(2, "0"))
    _within(whole + (cents > 0), pointer, 0, most)
    return float(f"{whole}.{cents:02}")


def kilometres(typed: str, pointer: str, *, most: int) -> float:
    """How far, above zero. Raises Invalid as `number`."""
    far = amount(typed, pointer, most=most)
    if not far:
        raise Invalid(pointer, "out_of_range", above=0)
    return far


def hour(typed: str, pointer: str, *, locale: str, ends: bool = False) -> time:
    """A time of day: `9`, `9:30`, `9.30`, `9h`, `9h30`, `9 pm`, `٩:٣٠`. `ends`: 24 is midnight, as the end of a day.

    Raises Invalid `not_an_hour` for what cannot be read, what no clock shows, and what means two hours to those who
    read this language.
    """
    found = _CLOCK.fullmatch(_plain(typed))
    if found is None or (best(locale) in _FROM_DAWN and _means_two(found)):
        raise Invalid(pointer, "not_an_hour")
    hours, minutes, half = int(found[1]), int(found[2] or 0), found[3]
    if half is not None:
        hours = _of_half(hours, half.lower())
    if ends and (hours, minutes) == (24, 0):
        return time(0)
    if not (0 <= hours < 24 and minutes < 60):
        raise Invalid(pointer, "not_an_hour")
    return time(hours, minutes)


def _means_two(clock: re.Match[str]) -> bool:
    """Whether it may be an hour counted from dawn: it is neither as phones show it, nor beyond twelve."""
    as_phones_show_it = len(clock[1]) == 2 and clock[2] is not None
    return 1 <= int(clock[1]) <= 12 and not as_phones_show_it and clock[3] is None


def _of_half(hours: int, half: str) -> int:
    """An hour of the first or the second half of the day, 1 to 12; what is none of these, as no clock shows it."""
    if not 1 <= hours <= 12:
        return -1
    return hours % 12 + (12 if half.startswith(_AFTER_NOON) else 0)


def _plain(typed: str) -> str:
    """One line in digits 0 to 9, without marks that nobody sees."""
    shown = "".join(" " if letter.isspace() else letter for letter in readable.line(typed[: 2 * _LONGEST]))
    seen = "".join(letter for letter in shown if unicodedata.category(letter) != "Cf")
    return "".join(_digit(letter) for letter in seen).strip()[:_LONGEST]


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _within(value: int, pointer: str, least: int, most: int) -> int:
    if value < least:
        raise Invalid(pointer, "out_of_range", least=least)
    if value > most:
        raise Invalid(pointer, "out_of_range", most=most)
    return value
