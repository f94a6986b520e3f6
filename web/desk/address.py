"""Where the pages of a circle's desk are, and whose circle an address names."""

from uuid import UUID

from core.models import Community
from matching.words.vocabulary import Role
from services.access import rights
from web.coming.visitor import Visitor
from web.pages.circles.address import circle_of

_PAGES = {
    "need": "needs",
    "match": "matches",
    "case": "cases",
    "appeal": "appeals",
    "call_request": "calls",
    "person": "people",
}
"""By what an entry is about: the pages of such things."""
_LOOKS = ("reveal_waits", "reveal_unseen")
"""Why somebody stands in the queue for what they looked up."""


def overseen(visitor: Visitor, name: str) -> Community:
    """The circle that an address names, for those who answer for it. Raises NotFound for everybody outside, Forbidden
    for its members.
    """
    circle = circle_of(visitor, name)
    rights.require_role(visitor.me, Role.COORDINATOR, circle.id)
    return circle


def desk(circle: Community, *rest: str) -> str:
    """The address of a circle's desk, or of a page of it."""
    return "/".join(("/c", circle.slug, "desk", *rest))


def of_entry(circle: Community, why: str, type: str, id: UUID) -> str:
    """The page on which an entry of the queue is decided."""
    return desk(circle, "reveals") if why in _LOOKS else desk(circle, _PAGES[type], str(id))


def back(visitor: Visitor, circle: Community) -> tuple[str, str]:
    """The way back to the list."""
    return desk(circle), visitor.say("web.desk.back")
