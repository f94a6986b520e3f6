"""A match of the visitor's own, on either side of it, and what its pages have in common."""

from uuid import UUID

from fastapi import Response

from core.errors import NotFound
from core.models import Match
from matching.words.vocabulary import By
from services.access import rights
from web.coming.visitor import Visitor


def match(visitor: Visitor, match_id: UUID) -> Match:
    """One's own; also called off because the two do not meet any more: then that it is off, and for when it was.

    Raises NotFound, also to whoever only oversees it.
    """
    found = rights.match_or_stub(visitor.session, visitor.me, match_id)
    if rights.side(visitor.me, found) not in (By.HELPER, By.BENEFICIARY):
        raise NotFound
    return found


def is_seen(visitor: Visitor, found: Match) -> bool:
    """Whether it is there for its reader as a whole; else only that it is off."""
    try:
        rights.match(visitor.session, visitor.me, found.id)
    except NotFound:
        return False
    return True


def address(match_id: UUID) -> str:
    return f"/matches/{match_id}"


def back(visitor: Visitor, match_id: UUID) -> tuple[str, str]:
    """The way back to its page."""
    return address(match_id), visitor.say("web.match.back")


def never_kept(response: Response) -> Response:
    """An answer with what somebody wrote, or how they are reached: no phone keeps it."""
    response.headers["Cache-Control"] = "no-store"
    return response
