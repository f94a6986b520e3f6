"""Letting in, or not, several who ask to join, in one step: exactly as many as whoever does it saw."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict, Invalid
from core.models import Membership
from matching.words.vocabulary import MemberState
from services.communities import joining, members, standing
from services.neighbours import absent

AT_MOST = 50


class Do(StrEnum):
    """What is done about several at once: what harms nobody, and can be done otherwise later."""

    ADMIT = "admit"
    REFUSE = "refuse"


_WAITING = text(f"""
    SELECT count(*) FROM person p JOIN membership w ON w.person_id = p.id
     WHERE w.community_id = :community AND w.state = 'pending' AND p.id = ANY(:people) AND {absent.THERE}
""")  # noqa: S608  (put together from constants)


def bulk(
    session: Session,
    caller: Caller,
    community_id: UUID,
    do: Do,
    people: Sequence[UUID],
    *,
    expected: int,
    reason: str | None,
    now: datetime,
) -> list[Membership]:
    """Lets these people in, or does not, with one reason that each of them reads; all of them, or nobody.

    Raises Conflict `not_as_many` where other than `expected` of them wait to be let in (and may be, by the caller), as
    they stand once they are locked; Invalid where a reason is missing; else as `members.edit`, `joining.refuse`.
    """
    known = absent.values(session, caller, community_id)
    if do is Do.REFUSE and reason is None:
        raise Invalid("/reason", "reason_needed")
    wanted = sorted(set(people))
    if do is Do.ADMIT:
        standing.lock(session, community_id)  # so that nobody lets one of them in between counting and doing
    many = session.scalar(_WAITING, known | {"people": wanted})
    if many != expected or len(wanted) != expected:
        raise Conflict("not_as_many", many=many)
    if do is Do.REFUSE:
        assert reason is not None
        return joining.refuse(session, caller, community_id, wanted, reason=reason, now=now)
    active = MemberState.ACTIVE
    return [
        members.edit(session, caller, community_id, one, role=None, state=active, now=now) for one in wanted
    ]
