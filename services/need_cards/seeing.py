"""Whose card a coordinator may open: a need of their circle that is no matter of their own."""

from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden, NotFound
from core.models import Need
from matching.words.vocabulary import Role
from services.access import rights
from services.reveals import own_matters


def need(session: Session, caller: Caller, community_id: UUID, need_id: UUID) -> Need:
    """A need of this community, for whoever answers for it. Raises Forbidden for a member, NotFound for everybody else
    and for what is the caller's own matter, or of somebody near to them: for them it has no card.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    found = rights.need(session, caller, need_id)
    if found.community_id != community_id:
        raise NotFound
    try:
        own_matters.ensure_none(session, caller, found)
    except Forbidden as error:
        raise NotFound from error
    return found
