"""Words of a name as people look for them: without capitals, accents and the marks of any script."""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 8
"""So many words of a name are looked at."""
FIRST_LETTERS = 3
_ALIKE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None}
)
"""Letters that are written in two ways, and take no mark apart: of Latin and of Arabic (forms of alef, ya and ta; the
tatweel is no letter).
"""
_ARTICLE = "ال"
_WORD = re.compile(r"[^\W_]+")
"""Letters and digits of any script in a row."""


def words(text: str) -> tuple[str, ...]:
    """The words of a name in their plain form (NFKD, case folded, marks off), each once, in their order."""
    kept = text.casefold() if text.isascii() else _without_marks(text)
    return tuple(dict.fromkeys(_WORD.findall(kept)))[:LONGEST]


def _without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_ALIKE)


def forms(word: str) -> tuple[str, ...]:
    """A plain word, and the same without the Arabic article, with which many are written and few look."""
    bare = word.removeprefix(_ARTICLE)
    return (word, bare) if bare != word and len(bare) >= FIRST_LETTERS else (word,)


def beginning(word: str) -> str | None:
    """The first three letters of a plain word; None where it is shorter."""
    return word[:FIRST_LETTERS] if len(word) >= FIRST_LETTERS else None


def found_by(name: str) -> frozenset[str]:
    """What a name is found by: each of its words whole, and its first three letters. A name without any letter is
    found by the empty word, for which nobody looks.
    """
    found = {form for word in words(name) for form in forms(word)}
    return frozenset(found | {start for word in found if (start := beginning(word))}) or frozenset({""})


def begin_so(of_name: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each of these plain words is one of a name's plain words, or from three letters on begins one."""
    has = {form for word in of_name for form in forms(word)}
    return all(any(_begins(word, form) for word in has for form in forms(one)) for one in wanted)


def has_whole(of_name: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each of these plain words is, as it stands, one of a name's plain words."""
    has = {form for word in of_name for form in forms(word)}
    return all(not has.isdisjoint(forms(one)) for one in wanted)


def _begins(word: str, wanted: str) -> bool:
    return word == wanted or (len(wanted) >= FIRST_LETTERS and word.startswith(wanted))
