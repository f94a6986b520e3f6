"""What whoever runs the server says of communities and organisations. Their word suffices where two others' would be
needed, and is the outside ear where nobody else is left.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.errors import Conflict, NotFound
from core.events import EventKind, record_on
from core.models import Community, Membership, Organisation, PendingChange
from matching.words.changing import Speaker
from matching.words.vocabulary import MemberState, Role
from services.communities import directory, members, standing
from services.governance import changes as pending_changes
from services.governance import speakers


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, of which community, and for whose word."""

    row: PendingChange
    community: Community
    waits_for: list[Speaker]


def waiting(session: Session, *, now: datetime) -> list[Waiting]:
    """All changes that wait, of all communities."""
    ids = select(col(PendingChange.community_id)).where(col(PendingChange.ended_at).is_(None)).distinct()
    found = []
    for row in pending_changes.waiting(session, list(session.scalars(ids))):
        community = session.get_one(Community, row.community_id)
        wanted, _ = speakers.may_speak(session, community, row, now=now)
        found.append(Waiting(row, community, sorted(wanted)))
    return found


def appoint(session: Session, community_id: UUID, person_id: UUID, *, now: datetime) -> Membership:
    """Makes an active member steward at once: of a community that was left alone, or one whose stewards are gone.

    Raises NotFound for whoever is no member, Conflict for one who is not active.
    """
    directory.get(session, community_id)
    standing.lock(session, community_id)
    member = session.get(Membership, (community_id, person_id), populate_existing=True)
    if member is None or member.state is MemberState.LEFT:
        raise NotFound
    if member.state is not MemberState.ACTIVE:
        raise Conflict("not_possible", current=member.state, allowed=["active"])
    return members.give_role(session, community_id, person_id, Role.STEWARD, by=None, now=now)


def verify(session: Session, organisation_id: UUID, *, now: datetime) -> Organisation:
    """Says that an organisation is what it says: it may act from now on. Raises NotFound."""
    organisation = session.get(Organisation, organisation_id, with_for_update={"key_share": True})
    if organisation is None:
        raise NotFound
    if not organisation.verified:
        organisation.verified = True
        record_on(session, EventKind.ORGANISATION_VERIFIED, organisation, actor=None, now=now)
    return organisation
