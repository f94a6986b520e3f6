"""One of several words to choose, each with its sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from web.parts.fields import Choice, Field
from web.reader import Reader

Word = TypeVar("Word", bound=StrEnum)


def one_of(reader: Reader, name: str, label: str, says: Mapping[Word, str], now: Word | None = None) -> Field:
    """`label`, `says`: keys of the sentences; `now`: what is chosen as the form is shown."""
    choices = tuple(Choice(word, reader.say(key)) for word, key in says.items())
    picked = (now,) if now is not None else ()
    return Field(name, reader.say(label), "one_of", choices=choices, picked=picked)
