"""An emergency of a community, declared by its stewards for three days at most: second words may come afterwards."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import notes
from core.access import Caller
from core.errors import Conflict, Invalid
from core.events import EventKind, record_on
from core.events.payloads import EmergencyDeclared
from core.models import Community
from matching.rules import reveals as rules
from matching.words.vocabulary import CommunityState, Role
from services.access import rights
from services.communities import directory, standing


def declare(
    session: Session, caller: Caller, community_id: UUID, *, until: datetime, reason: str, now: datetime
) -> Community:
    """Says that there is an emergency until then, or that it lasts longer or shorter; its members are told.

    Raises NotFound, Forbidden for who is no steward, Conflict where strangers founded the community, Invalid for a
    time that is over or too far away.
    """
    community = _of_steward(session, caller, community_id)
    if community.state is not CommunityState.RECOGNISED:
        raise Conflict("not_recognised_yet")
    if until <= now:
        raise Invalid("/until", "in_the_past")
    if until > now + rules.EMERGENCY_AT_MOST:
        raise Invalid("/until", "out_of_range")
    community.emergency_until = until
    community.version += 1
    said = EmergencyDeclared(until)
    event = record_on(session, EventKind.EMERGENCY_DECLARED, community, said, actor=caller.person_id, now=now)
    notes.write(
        session, caller, reason, about=caller.person_id, subject_id=community.id, event_id=event, now=now
    )
    return community


def end(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> None:
    """It is over; where there is none, nothing happens. Raises NotFound, Forbidden for who is no steward."""
    community = _of_steward(session, caller, community_id)
    if not stands(community, now):
        return
    community.emergency_until = None
    community.version += 1
    record_on(session, EventKind.EMERGENCY_ENDED, community, actor=caller.person_id, now=now)


def stands(community: Community, now: datetime) -> bool:
    """Whether there is an emergency now."""
    return community.emergency_until is not None and now < community.emergency_until


def _of_steward(session: Session, caller: Caller, community_id: UUID) -> Community:
    directory.get(session, community_id)
    rights.require_role(caller, Role.STEWARD, community_id)
    return standing.lock(session, community_id)
