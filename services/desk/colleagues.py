"""Who answers for a circle, for one another: to whom something may be given."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Membership, Person
from matching.words.vocabulary import MemberState, Role
from services import sealed
from services.access import rights


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who answers for the circle, and what they are called."""

    id: UUID
    display_name: str | None


def others(session: Session, caller: Caller, community_id: UUID) -> list[Colleague]:
    """All but the caller, and whoever keeps away from them or they from.

    Raises NotFound for somebody outside, Forbidden for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    rows = session.scalars(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.community_id) == community_id,
            col(Membership.state) == MemberState.ACTIVE,
            col(Membership.role) != Role.MEMBER,
            col(Person.id).not_in([caller.person_id, *caller.blocked]),
        )
        .order_by(col(Person.id))
    ).all()
    keyring(session).fetch([row.id for row in rows])
    return [Colleague(row.id, sealed.display_name(session, row)) for row in rows]
