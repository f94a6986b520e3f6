"""The catalogue of sentences: a key and a reader's locale in, a sentence out.

Each language is one PO file. Its `msgid` is a key, English included, and `msgid_plural` names the parameter
that counts, so that callers pass what they have and need not know which sentences have plural forms.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("en", "es", "pt", "fr", "ar", "sw")

_LOCALES = Path(__file__).parent / "locales"
_LONGEST_HEADER = 1000
_RANGE = re.compile(r"([a-z]{1,8}|\*)(?:[-_][a-z0-9]{1,8})*(?:;q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?", re.I)


@dataclass(frozen=True, slots=True)
class _Book:
    """One language's sentences. `counted`: each key, and what chooses its plural form if anything."""

    sentences: Translations
    counted: dict[str, str | None]


def best(accept_language: str | None, default: str = "en") -> str:
    """The language to speak to whoever sends this `Accept-Language` (RFC 9110, 12.5.4) or plain locale.

    Lookup as in RFC 4647: `pt-BR` is served by `pt`. What cannot be read is passed over; nothing is raised.
    """
    wanted = _wanted(accept_language or "")
    for language, quality in sorted(wanted.items(), key=lambda item: -item[1]):
        if quality == 0:
            break
        if language in LANGUAGES:
            return language
        if language == "*":
            free = (one for one in (default, *LANGUAGES) if one not in wanted)
            return next(free, default)
    return default


def say(key: str, locale: str, /, **params: object) -> str:
    """The sentence behind `key` for a reader with that locale; English where we do not speak their language.

    Parameters are put in as by `str.format_map`; those that the sentence does not name are left aside.
    Raises KeyError for an unknown key and for a parameter that the sentence needs and did not get.
    """
    book = _book_for(locale)
    counted = book.counted[key]
    if counted is None:
        return book.sentences.gettext(key).format_map(params)
    number: Any = params[counted]  # gettext wants an int, and a text may count anything
    return book.sentences.ngettext(key, counted, number).format_map(params)


def say_or(key: str, locale: str, fallback_key: str, /, **params: object) -> str:
    """As `say`, with the sentence behind `fallback_key` where there is none behind `key`."""
    known = key in _book_for(locale).counted
    return say(key if known else fallback_key, locale, **params)


def is_rtl(locale: str) -> bool:
    """Whether what `say` answers for this locale is written from right to left."""
    return Locale(_language(locale)).text_direction == "rtl"


def keys(locale: str) -> frozenset[str]:
    """Every key that has a sentence in the language spoken to this locale."""
    return frozenset(_book_for(locale).counted)


def _wanted(header: str) -> dict[str, float]:
    """Each language named, with the best quality it was given; a subtag (`-BR`) makes no difference here."""
    wanted: dict[str, float] = {}
    for part in header[:_LONGEST_HEADER].split(","):
        named = _RANGE.fullmatch("".join(part.split()))
        if named:
            language, quality = named[1].lower(), float(named[2] or 1)
            wanted[language] = max(quality, wanted.get(language, 0))
    return wanted


@lru_cache(maxsize=512)
def _language(locale: str) -> str:
    return best(locale)


@lru_cache(maxsize=512)
def _book_for(locale: str) -> _Book:
    """Bounded, since a locale comes from outside; the books themselves are read once each."""
    return _book(_language(locale))


@cache
def _book(language: str) -> _Book:
    with (_LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    counted = {
        message.id if isinstance(message.id, str) else message.id[0]: (
            message.id[1] if message.pluralizable else None
        )
        for message in catalogue
        if message.id
    }
    return _Book(Translations(compiled), counted)
