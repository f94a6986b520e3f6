"""What people type as words: a line, a text, a mail address, one of several things; each within its bounds."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from core import mail_addresses, readable
from core.errors import Invalid, Malformed
from doors.forms import Fields

LONGEST_LINE, LONGEST_NUMBER, LONGEST_TEXT = 120, 60, 4000
"""Letters, as everywhere."""
Word = TypeVar("Word", bound=StrEnum)


def line(fields: Fields, name: str, *, needed: bool = True, longest: int = LONGEST_LINE) -> str:
    """A line of text; empty where it need not be there. Raises Invalid for what is too long or shows nothing."""
    return _said(fields.one(name), name, needed, longest)


def text(fields: Fields, name: str, *, needed: bool = True) -> str:
    """The same of several lines."""
    return _said(fields.one(name), name, needed, LONGEST_TEXT)


def mailbox(fields: Fields, name: str) -> str | None:
    """A mail address as it is kept; None where nothing was typed. Raises Invalid for what is none."""
    typed = fields.one(name)
    if not typed:
        return None
    try:
        return mail_addresses.read(typed)
    except ValueError as error:
        raise Invalid(f"/{name}", "not_an_address") from error


def telephone(fields: Fields) -> str | None:
    """A telephone number as it was typed; None where none was. Raises Invalid for what is too long."""
    return line(fields, "phone", needed=False, longest=LONGEST_NUMBER) or None


def word(fields: Fields, name: str, words: type[Word]) -> Word:
    """The one of these that was chosen. Raises Invalid where none was."""
    try:
        return words(fields.one(name))
    except ValueError as error:
        raise Invalid(f"/{name}", "missing") from error


def number_of(fields: Fields, name: str) -> UUID:
    """The id that a form carries unseen. Raises Malformed for what is none: nobody typed it."""
    try:
        return UUID(fields.one(name))
    except ValueError as error:
        raise Malformed from error


def moment_of(fields: Fields, name: str) -> datetime:
    """The moment that a form carries unseen. Raises Malformed for what is none, or names no zone."""
    try:
        at = datetime.fromisoformat(fields.one(name))
    except ValueError as error:
        raise Malformed from error
    if at.tzinfo is None:
        raise Malformed
    return at


def edition(fields: Fields) -> int:
    """Of which edition of a thing its form was made. Raises Malformed for what is none."""
    typed = fields.one("version")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise Malformed
    return int(typed)


def _said(typed: str, name: str, needed: bool, longest: int) -> str:
    if not any(map(readable.is_seen, typed)):
        if needed or typed:
            raise Invalid(f"/{name}", "missing")
        return ""
    if len(typed) > longest:
        raise Invalid(f"/{name}", "too_long", most=longest)
    return typed
