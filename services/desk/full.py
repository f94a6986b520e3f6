"""A circle that is full for today says so to whoever asks anew. Their needs stand, and helpers are asked as ever."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Invalid
from core.events import EventKind, record_on
from core.events.payloads import CommunityFull
from core.models import Community
from matching.states import desk
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import directory, standing


def say(session: Session, caller: Caller, community_id: UUID, *, until: datetime, now: datetime) -> Community:
    """Says that the circle can take on no more until then, or longer or shorter than was said; it ends by itself.

    Raises NotFound, Forbidden for who does not answer for it, Invalid for a time that is over or more than a day away.
    """
    community = _locked(session, caller, community_id)
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until > now + desk.FULL_AT_MOST:
        raise Invalid("/until", "out_of_range")
    community.full_until, community.full_by = until, caller.person_id
    community.version += 1
    said = CommunityFull(until)
    record_on(session, EventKind.COMMUNITY_FULL, community, said, actor=caller.person_id, now=now)
    session.flush()
    return community


def unsay(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> None:
    """The circle takes on more again; where it never said otherwise, nothing happens. Raises as `say`."""
    community = _locked(session, caller, community_id)
    if not stands(community, now):
        return
    community.full_until = community.full_by = None
    community.version += 1
    record_on(session, EventKind.COMMUNITY_NOT_FULL, community, actor=caller.person_id, now=now)
    session.flush()


def stands(community: Community, now: datetime) -> bool:
    """Whether the circle says now that it can take on no more."""
    return community.full_until is not None and now < community.full_until


def _locked(session: Session, caller: Caller, community_id: UUID) -> Community:
    directory.get(session, community_id)
    rights.require_role(caller, Role.COORDINATOR, community_id)
    return standing.lock(session, community_id)
