"""What somebody is told beneath words that another wrote: that they hold a number, a link or talk of money."""

from collections.abc import Iterable

from core import hints
from web.reader import Reader


def of(reader: Reader, texts: Iterable[str | None]) -> tuple[str, ...]:
    """A sentence for each of these, in the reader's language; none where there is nothing of the kind."""
    return tuple(reader.say(f"caution.{code}") for code in hints.to_readers(texts))
