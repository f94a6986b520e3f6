"""Where a circle's pages are, and which circle an address names."""

from core.models import Community
from services.communities import directory
from web.coming.visitor import Visitor


def circle_of(visitor: Visitor, name: str) -> Community:
    """The circle that an address names by its slug or id; a new one has no other way to be found. Raises NotFound."""
    return directory.by_name(visitor.session, name)


def path(circle: Community, *rest: str) -> str:
    """The address of a circle's page, or of one below it."""
    return "/".join(("/c", circle.slug, *rest))


def back(circle: Community) -> tuple[str, str]:
    """The way back to a circle's own page."""
    return path(circle), circle.name
