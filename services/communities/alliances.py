"""Alliances: two recognised communities that take over each other's unanswered needs.

A steward of each says yes, in a row of its own; the alliance stands while both rows are there, and either side
ends it at once by taking both away. Who was asked before may still answer; nobody new is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict
from core.events import EventKind, record
from core.events.payloads import AllianceChanged
from core.models import Alliance, Community
from matching.words.vocabulary import AllianceState, CommunityState, Role
from services.access import rights
from services.communities import directory

SHOWN = 200
"""Alliances listed at most, those that stand first."""


@dataclass(frozen=True, slots=True)
class Ally:
    """Another community, and how it stands between the two, as one of them sees it."""

    id: UUID
    name: str
    state: AllianceState


_LIST = text("""
    SELECT c.id, c.name, bool_or(a.community_id = :community) AS ours, bool_or(a.other_id = :community) AS theirs
      FROM alliance a JOIN community c ON c.id IN (a.community_id, a.other_id) AND c.id <> :community
     WHERE :community IN (a.community_id, a.other_id)
     GROUP BY c.id ORDER BY count(*) DESC, c.id
""")


def listed(session: Session, caller: Caller, community_id: UUID) -> list[Ally]:
    """For members; who asked us is for stewards alone, until we said yes."""
    rights.require_role(caller, Role.MEMBER, community_id)
    steward = caller.is_at_least(Role.STEWARD, community_id)
    rows = session.execute(_LIST, {"community": community_id})
    return [Ally(r.id, r.name, _state(r.ours, r.theirs)) for r in rows if r.ours or steward][:SHOWN]


def say_yes(session: Session, caller: Caller, community_id: UUID, other_id: UUID, *, now: datetime) -> Ally:
    """A steward's yes for their community; the alliance stands once the other side has said it too.

    Raises NotFound where there is no such other community, Conflict `alliance_not_possible` with itself or where
    one of the two is not recognised.
    """
    rights.require_role(caller, Role.STEWARD, community_id)
    other = directory.get(session, other_id)
    mine = directory.get(session, community_id)
    if mine is other or {mine.state, other.state} != {CommunityState.RECOGNISED}:
        raise Conflict("alliance_not_possible")
    _hold(session, community_id, other_id)
    ours, theirs = _words(session, community_id, other_id)
    if not ours:
        session.add(
            Alliance(community_id=community_id, other_id=other_id, steward_id=caller.person_id, at=now)
        )
        kind = EventKind.ALLIANCE_STANDS if theirs else EventKind.ALLIANCE_ASKED
        _record(session, kind, caller, community_id, other_id, now)
    return Ally(other_id, other.name, _state(True, theirs))


def end(session: Session, caller: Caller, community_id: UUID, other_id: UUID, *, now: datetime) -> None:
    """Ends an alliance, takes an asking back or declines one; repeating it is harmless."""
    rights.require_role(caller, Role.STEWARD, community_id)
    _hold(session, community_id, other_id)
    ours, theirs = _words(session, community_id, other_id)
    if not (ours or theirs):
        return
    for one, another in ((community_id, other_id), (other_id, community_id)):
        session.execute(
            delete(Alliance).where(col(Alliance.community_id) == one, col(Alliance.other_id) == another)
        )
    kind = EventKind.ALLIANCE_ENDED if ours and theirs else EventKind.ALLIANCE_DROPPED
    _record(session, kind, caller, community_id, other_id, now)


def _hold(session: Session, one: UUID, another: UUID) -> None:
    """Both communities, in ascending id: of two acceptances at one moment the second sees the first."""
    session.execute(
        select(col(Community.id))
        .where(col(Community.id).in_((one, another)))
        .order_by(col(Community.id))
        .with_for_update(key_share=True)
    )


def _words(session: Session, community_id: UUID, other_id: UUID) -> tuple[bool, bool]:
    """Whether we have said yes, and whether they have."""
    return (
        session.get(Alliance, (community_id, other_id)) is not None,
        session.get(Alliance, (other_id, community_id)) is not None,
    )


def _state(ours: bool, theirs: bool) -> AllianceState:
    if ours and theirs:
        return AllianceState.STANDING
    return AllianceState.ASKED if ours else AllianceState.INVITED


def _record(
    session: Session, kind: EventKind, caller: Caller, community_id: UUID, other_id: UUID, now: datetime
) -> None:
    asked = kind is EventKind.ALLIANCE_ASKED
    record(
        session,
        kind,
        AllianceChanged(other_id),
        actor=caller.person_id,
        subject=("community", other_id if asked else community_id),
        community_id=community_id,
        now=now,
    )
