"""What is shown once to whoever made it, such as a word by which somebody signs in: an act leads on to a page, as
every act does, and the word goes along in its address, sealed for this sign-in and good for ten minutes.

So reload and Back make no second one, and what is left in a browser's history opens nothing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

from core.crypto.epochs import DoesNotOpen
from core.crypto.keyring import vault
from core.crypto.vault import Cell
from web.coming.visitor import Visitor

GOOD_FOR = timedelta(minutes=10)
_NAME = "shown"


def at(visitor: Visitor, path: str, word: str) -> str:
    """The address of the page that shows the word."""
    cell = _cell(visitor, path)
    raw = vault(visitor.session).seal_for_system(cell, f"{visitor.now.isoformat()}|{word}")
    return f"{path}?{_NAME}={urlsafe_b64encode(raw).decode().rstrip('=')}"


def read(visitor: Visitor) -> str | None:
    """The word that this page is to show; None where there is none, or not any more, or it was made by another."""
    given = visitor.asked(_NAME)
    if not given:
        return None
    try:
        raw = urlsafe_b64decode(given + "==")
        told = vault(visitor.session).open_for_system(_cell(visitor, visitor.path), raw)
    except (ValueError, DoesNotOpen):
        return None
    made, _, word = told.partition("|")
    return word if visitor.now - datetime.fromisoformat(made) <= GOOD_FOR else None


def _cell(visitor: Visitor, path: str) -> Cell:
    return Cell("shown_once", visitor.me.session_id, path)
