"""Founding a community and editing what it says of itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.errors import Invalid, Stale
from core.events import EventKind, record_on
from core.models import Community, Membership
from core.time_zones import ZONES
from matching.words.vocabulary import MemberState, Role
from services.access import rights
from services.communities import directory
from services.facts import categories


def found_community(session: Session, caller: Caller, fields: dict[str, Any], *, now: datetime) -> Community:
    """A new community with its author as steward. It works for whoever is given its id; nobody else finds it."""
    _check(fields)
    community = Community(**fields, created_at=now)
    session.add(community)
    session.flush()
    session.add(
        Membership(
            community_id=community.id,
            person_id=caller.person_id,
            state=MemberState.ACTIVE,
            role=Role.STEWARD,
            since=now,
        )
    )
    record_on(session, EventKind.COMMUNITY_FOUNDED, community, actor=caller.person_id, now=now)
    return community


def _check(fields: dict[str, Any]) -> None:
    if (zone := fields.get("time_zone")) is not None and zone not in ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    categories.ensure_known(fields.get("categories") or [])


def edit(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: dict[str, Any],
    *,
    version: int,
    now: datetime,
) -> Community:
    """Changes what a community says of itself; for stewards. Raises Stale where somebody was faster."""
    community = directory.get(session, community_id)
    rights.require_role(caller, Role.STEWARD, community_id)
    session.refresh(community, with_for_update=True)
    if community.version != version:
        raise Stale
    _check(changes)
    for field, value in changes.items():
        setattr(community, field, value)
    community.version += 1
    record_on(session, EventKind.COMMUNITY_EDITED, community, actor=caller.person_id, now=now)
    return community
