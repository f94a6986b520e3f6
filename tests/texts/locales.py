"""The six files as they are written, with every plural form."""

from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from texts.catalogue import LANGUAGES

LOCALES = Path(__file__).parents[2] / "texts" / "locales"
NAMES = {"who.system"}
"""The product's own name is the same in every language."""


def _read(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file)


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """A message's sentence, or all its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


BOOKS = {language: _read(language) for language in LANGUAGES}
FORMS = {
    language: {key_of(message): forms_of(message) for message in book if message.id}
    for language, book in BOOKS.items()
}
COUNTED = {message.id[0]: message.id[1] for message in BOOKS["en"] if not isinstance(message.id, str)}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def asks_for(key: str) -> set[str]:
    """The parameters that a sentence needs."""
    return set().union(*(placeholders(form) for form in FORMS["en"][key]))
