"""Where the pages of a circle's desk are, and who is let in: whoever answers for the circle."""

from core.models import Community
from matching.words.vocabulary import Role
from services.access import rights
from web import desk_paths
from web.coming.visitor import Visitor
from web.pages.circles import address as circles


def desk_of(visitor: Visitor, name: str) -> Community:
    """The circle whose desk an address names by its slug or id.

    Raises NotFound where there is none or the visitor is outside, Forbidden for a member who does not answer for it.
    """
    circle = circles.circle_of(visitor, name)
    rights.require_role(visitor.me, Role.COORDINATOR, circle.id)
    return circle


def path(circle: Community, *rest: str) -> str:
    """The address of a page of the desk."""
    return desk_paths.desk(circle.slug, *rest)


def back(visitor: Visitor, circle: Community) -> tuple[str, str]:
    """The way back to the list, without what it was narrowed to."""
    return path(circle), visitor.say("web.desk")
