"""Text that others read: without letters that are not seen, or that turn the direction of what stands beside them.

Two names that look alike to the letter are the same name then, and nobody is called by what a screen does not show.
"""

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_VIRAMA = 9  # a combining class: of Indic scripts, where a joiner after it changes what is drawn
_EMOJI = frozenset({"So", "Sk"})
_DRAWN_AS_EMOJI = "\ufe0f"
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""
_LINES_END = dict.fromkeys(map(ord, "\u2028\u2029\u0085"), "\n")


def text(said: str) -> str:
    """A text of one or more lines, trimmed."""
    known = said.translate(_LINES_END)
    return "".join(letter for at, letter in enumerate(known) if _stays(known, at)).strip()


def line(said: str) -> str:
    """A text of one line: whatever keeps its words apart is a single blank."""
    return " ".join(text(said).split())


def has_control(said: str) -> bool:
    """Whether it holds control characters, which nobody types: more than ends of lines and tabs."""
    return any((ord(letter) < 32 and letter not in "\n\t") or letter == "\x7f" for letter in said)


def is_seen(letter: str) -> bool:
    """Whether a screen shows anything of this letter by itself."""
    return letter not in _BLANK and unicodedata.category(letter)[0] not in "CZM"


def _stays(said: str, at: int) -> bool:
    letter = said[at]
    if letter in _JOINERS:
        return _joins(letter, said[at - 1 : at], said[at + 1 : at + 2])
    if letter in _DIRECTION_MARKS:
        return _is_neutral(said[at - 1 : at]) and _is_neutral(said[at + 1 : at + 2])
    return letter in "\n\t" or unicodedata.category(letter) not in ("Cf", "Cc")


def _is_neutral(letter: str) -> bool:
    """Whether brackets or numbers could fall to the wrong side here, as they do where two directions meet."""
    return bool(letter) and unicodedata.category(letter)[0] not in "LMC"


def _joins(joiner: str, before: str, after: str) -> bool:
    """Whether it changes how its neighbours are drawn, as in Persian, Indic scripts and emoji (UAX #31, 2.3)."""
    if not before or not after:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if unicodedata.bidirectional(before) == unicodedata.bidirectional(after) == "AL":
        return True
    of_emoji = before == _DRAWN_AS_EMOJI or unicodedata.category(before) in _EMOJI
    return joiner == "\u200d" and of_emoji and unicodedata.category(after) == "So"
