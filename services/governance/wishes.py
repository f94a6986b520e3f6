"""What those who answer for a community want of it: most holds at once, some waits for another's word or for time."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.edits import UNSET
from core.errors import Conflict, Forbidden
from core.models import Community, Membership
from core.models.values import EmergencyNumber, ProposedChange
from matching.words.changing import ChangeKind
from matching.words.vocabulary import CommunityState, MemberState, Role, TrustLevel
from services.access import rights, step_up
from services.communities import directory, founding, members, standing
from services.communities.founding import CommunityChanges
from services.governance import changes as pending_changes


@dataclass(frozen=True, slots=True)
class _Split:
    """An edit in two: what holds at once, and what waits."""

    at_once: CommunityChanges
    waits: tuple[tuple[ChangeKind, ProposedChange], ...]


def edit_community(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: CommunityChanges,
    *,
    edition: int,
    now: datetime,
) -> Community:
    """Changes what a community says of itself; for stewards. Of one that people trust its name, place, reach and
    emergency lines wait for another's word, and the old ones stand until then.

    Raises as `services.communities.founding.edit` does.
    """
    before = directory.get(session, community_id)
    split = _split(before, changes) if before.state is CommunityState.RECOGNISED else _Split(changes, ())
    community = founding.edit(session, caller, community_id, split.at_once, edition=edition, now=now)
    for kind, proposed in split.waits:
        pending_changes.propose(session, caller, community, kind, proposed, now=now)
    return community


def _split(community: Community, changes: CommunityChanges) -> _Split:
    name = changes.name if changes.name is not UNSET and changes.name != community.name else None
    place = (changes.place.lat, changes.place.lon) if changes.place is not UNSET else None
    reach = (
        changes.reach_km if changes.reach_km is not UNSET and changes.reach_km != community.reach_km else None
    )
    said = ProposedChange(
        name=name, place=place if place != (community.lat, community.lon) else None, reach_km=reach
    )
    lines = community.emergency if changes.emergency is UNSET else changes.emergency
    wishes = (
        (ChangeKind.DESCRIPTION, said),
        (ChangeKind.EMERGENCY_ADDED, ProposedChange(emergency=_without(lines, community.emergency))),
        (ChangeKind.EMERGENCY_TAKEN, ProposedChange(emergency=_without(community.emergency, lines))),
    )
    at_once = replace(changes, name=UNSET, place=UNSET, reach_km=UNSET, emergency=UNSET)
    return _Split(at_once, tuple((kind, wish) for kind, wish in wishes if wish != ProposedChange()))


def _without(
    lines: tuple[EmergencyNumber, ...], others: tuple[EmergencyNumber, ...]
) -> tuple[EmergencyNumber, ...]:
    known = {line.said for line in others}
    return tuple(replace(line, since=None) for line in lines if line.said not in known)


def edit_member(
    session: Session,
    caller: Caller,
    community_id: UUID,
    person_id: UUID,
    *,
    role: Role | None,
    state: MemberState | None,
    answerable: bool | None = None,
    reason: str | None = None,
    now: datetime,
) -> Membership:
    """As `services.communities.members.edit`; to be a steward waits for 72 hours in which others may object.

    Raises Conflict for a new steward who is no active member; Forbidden where whoever gives or takes a role has not
    shown lately who they are (`services.access.step_up`).
    """
    steward = role is Role.STEWARD
    if role is not None:
        rights.require_role(caller, Role.STEWARD, community_id)
        step_up.require(session, caller, now)
    member = members.edit(
        session,
        caller,
        community_id,
        person_id,
        role=None if steward else role,
        state=state,
        answerable=answerable,
        reason=reason,
        now=now,
    )
    if not steward:
        return member
    if member.state is not MemberState.ACTIVE:
        raise Conflict("not_possible", current=member.state, allowed=["active"])
    if member.role is not Role.STEWARD:
        community = standing.lock(session, community_id)
        kind, wish = ChangeKind.STEWARD, ProposedChange()
        pending_changes.propose(session, caller, community, kind, wish, person_id=person_id, now=now)
    return member


def check(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, kind: str, now: datetime
) -> Membership:
    """Says that somebody was checked: the fact, the kind and the day, never a document. They are once another who
    answers for the community says so too, and one of the two gave no word for them as a helper.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    if person_id == caller.person_id:
        raise Forbidden("not_in_own_matter")
    member = members.locked(session, community_id, person_id)
    if member.trust is not TrustLevel.CHECKED:
        community = standing.lock(session, community_id)
        wish = ProposedChange(check=kind)
        pending_changes.propose(
            session, caller, community, ChangeKind.CHECKED, wish, person_id=person_id, now=now
        )
    return member
