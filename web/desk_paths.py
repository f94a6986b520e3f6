"""The addresses of the desk: of its pages, and of the page for each thing that can stand in a queue."""

from collections.abc import Mapping
from uuid import UUID

_PAGES: Mapping[str, str] = {
    "need": "needs",
    "match": "matches",
    "case": "cases",
    "appeal": "appeals",
    "call_request": "calls",
    "person": "people",
}
"""By what stands in a queue."""
_LOOKS = frozenset({"reveal_waits", "reveal_unseen"})
"""Entries about somebody's looks at contacts: these are on a page of their own."""


def desk(circle: str, *rest: str) -> str:
    """A page of a circle's desk; the circle by its slug."""
    return "/".join(("/c", circle, "desk", *rest))


def entry(circle: str, kind: str, id: UUID, why: str = "") -> str:
    """The page on which something of a queue is looked at and decided: by what it is, and why it stands there.

    Raises KeyError for what cannot stand in a queue.
    """
    if why in _LOOKS:
        return desk(circle, "reveals")
    return desk(circle, _PAGES[kind], str(id))
