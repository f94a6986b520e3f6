"""Not letting somebody in who asked to join, with a reason that they read; they may ask again later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict
from core.events import EventKind, record_on
from core.models import Membership
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import MemberState, Role
from services import name_marks
from services.access import rights
from services.communities import members, standing
from services.consequences import offer_endings
from services.judging import ledger, own_matter
from services.judging.ledger import Matter


def refuse(
    session: Session,
    caller: Caller,
    community_id: UUID,
    people: Sequence[UUID],
    *,
    reason: str,
    now: datetime,
) -> list[Membership]:
    """Does not let these people in, who asked to join. What they offer there, spoken for by somebody, ends with it.

    Raises Forbidden for who does not coordinate there and in one's own matter, NotFound for who has no part in it, and
    Conflict for who does not wait to be let in any more; then nothing was done.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    own_matter.ensure_no_part(session, caller, people)
    for person_id in sorted(people):
        offer_endings.end_all_in(
            session, person_id, community_id, OfferMove.WITHDRAW, now=now, code=WhyEnded.LEFT
        )
    refused = [_refuse(session, caller, community_id, one, reason, now) for one in sorted(people)]
    standing.renew(session, community_id, now=now)
    return refused


def _refuse(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, reason: str, now: datetime
) -> Membership:
    member = members.locked(session, community_id, person_id)
    if member.state is not MemberState.PENDING:
        raise Conflict("not_possible", current=member.state, allowed=["suspended"])
    member.state = MemberState.LEFT
    event = record_on(session, EventKind.MEMBER_REFUSED, member, actor=caller.person_id, now=now)
    matter = Matter(Ruled.MEMBERSHIP, person_id, community_id, (person_id,), person_id)
    ledger.write(session, caller, matter, Ruling.NOT_ADMITTED, reason=reason, event=event, now=now)
    name_marks.renew(session, person_id)
    return member
