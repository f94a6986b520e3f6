"""A coordinator has spoken with somebody who is to be met first, and says so."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import notes
from core.access import Caller
from core.database import locks
from core.errors import Conflict, NotFound
from core.events import EventKind, record_on
from core.models import Membership, Person
from matching.words.vocabulary import CommunityState, Role
from services.access import rights
from services.communities import directory, members
from services.judging import own_matter


def met(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, reason: str, now: datetime
) -> Membership:
    """From now on they are as anybody new. Repeating it is harmless.

    Raises Forbidden in one's own matter, NotFound for whoever has no part here, Conflict in a community that nobody
    recognised yet: anybody may coordinate one they founded.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    own_matter.ensure_no_part(session, caller, [person_id])
    community = directory.get(session, community_id)
    if community.state is not CommunityState.RECOGNISED:
        raise Conflict("not_possible", current=community.state, allowed=[])
    if person_id in caller.blocked:
        raise NotFound
    locks.take(session, helpers=[person_id])
    member = members.locked(session, community_id, person_id)
    person = session.get_one(Person, person_id)
    if person.to_be_met is not None:
        person.to_be_met = None
        event = record_on(session, EventKind.MEMBER_MET, member, actor=caller.person_id, now=now)
        notes.write(session, caller, reason, about=person_id, subject_id=person_id, event_id=event, now=now)
    return member
