"""What coordinators see: all needs and matches of their community, except those of people blocked either way.

The third board, of offers, is `services.offers.life.listed`.
"""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from core.access import Caller, not_blocked, not_hidden
from core.database import listing
from core.models import Match, Need
from matching.words.vocabulary import MatchStatus, NeedStatus, Role
from services.access import rights


def needs(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    status: NeedStatus | None,
    category: str | None,
    after: UUID | None,
    limit: int,
) -> list[Need]:
    """Needs of a community by age, for its coordinators. Raises Forbidden, NotFound as `rights.require_role`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    wanted: list[ColumnElement[bool]] = [
        col(Need.community_id) == community_id,
        ~col(Need.author_hidden),
        not_blocked(caller, col(Need.author_id)),
    ]
    if category is not None:
        wanted.append(col(Need.category) == category)
    statuses = [status] if status is not None else []
    return listing.page(session, Need, *wanted, statuses=statuses, after=after, limit=limit)


def matches(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    status: MatchStatus | None,
    after: UUID | None,
    limit: int,
) -> list[Match]:
    """Matches of a community by age, for its coordinators. Raises Forbidden, NotFound as `rights.require_role`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    return listing.page(
        session,
        Match,
        col(Match.community_id) == community_id,
        not_blocked(caller, col(Match.helper_person_id)),
        not_blocked(caller, col(Match.beneficiary_id)),
        not_hidden(caller),
        statuses=[status] if status is not None else [],
        after=after,
        limit=limit,
    )
