"""A need of the visitor's own, or of somebody they speak for, and what its pages have in common."""

from uuid import UUID

from core.errors import NotFound
from core.models import Need
from services.access import rights
from web.coming.visitor import Visitor


def need(visitor: Visitor, need_id: UUID) -> Need:
    """Raises NotFound for what is another's, as for what is not there."""
    found = rights.need(visitor.session, visitor.me, need_id)
    if not visitor.me.speaks_for(found.author_id):
        raise NotFound
    return found


def address(need_id: UUID) -> str:
    return f"/needs/{need_id}"


def back(visitor: Visitor, need_id: UUID) -> tuple[str, str]:
    """The way back to its page."""
    return address(need_id), visitor.say("web.need.back")
