"""Speaking for somebody ends: by a call, or by their own no. What stands in their name is withdrawn."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.access import Caller
from core.errors import NotFound
from core.events import EventKind
from core.models import Membership, Need, Representation
from matching.words.vocabulary import Role
from services import leaving
from services.access import links
from services.representation import standing, take_overs


def end(session: Session, caller: Caller, person_id: UUID, *, now: datetime) -> None:
    """The person does not want to be spoken for any more: what stands in their name is withdrawn.

    By the representative, or by any coordinator of a community in which they have a need or help, or were written down.
    Repeating is harmless.
    """
    row = session.scalars(
        select(Representation).where(
            col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None)
        )
    ).first()
    if row is None:
        if _ended(session, caller, person_id):
            return
        raise NotFound
    if row.representative_id != caller.person_id and not _oversees(session, caller, person_id):
        raise NotFound
    end_for(session, person_id, actor=caller.person_id, now=now)


def end_for(session: Session, person_id: UUID, *, actor: UUID, now: datetime) -> None:
    """Ends speaking for somebody, by whoever may: nothing stands in their name, and nothing opens it any more."""
    leaving.lock_all(session, person_id)
    leaving.withdraw_all(session, person_id, actor=actor, now=now)
    standing.end_all(session, person_id, now)
    links.end(session, person_id, now)
    take_overs.use_up(session, person_id, now)
    standing.record_about(session, EventKind.REPRESENTATION_ENDED, person_id, actor=actor, now=now)


def _ended(session: Session, caller: Caller, person_id: UUID) -> bool:
    query = select(Representation.id).where(  # type: ignore[call-overload]
        col(Representation.person_id) == person_id,
        col(Representation.representative_id) == caller.person_id,
    )
    return session.execute(query).first() is not None


def _oversees(session: Session, caller: Caller, person_id: UUID) -> bool:
    """Whether they coordinate where this person has a need or helps, or was written down."""
    overseen = caller.communities(Role.COORDINATOR)
    if not overseen:
        return False
    needs = select(col(Need.id)).where(col(Need.author_id) == person_id, col(Need.community_id).in_(overseen))
    helps = select(col(Membership.person_id)).where(
        col(Membership.person_id) == person_id, col(Membership.community_id).in_(overseen)
    )
    entered = select(col(Representation.id)).where(
        col(Representation.person_id) == person_id, col(Representation.community_id).in_(overseen)
    )
    return bool(session.execute(select(or_(needs.exists(), helps.exists(), entered.exists()))).scalar_one())
