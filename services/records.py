"""What happened to a need or an offer, recorded with where it belongs. For matches it is `endings.note`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.events import EventKind, record
from core.models import Need, Offer


def of_need(
    session: Session,
    kind: EventKind,
    need: Need,
    *,
    actor: UUID | None,
    now: datetime,
    for_id: UUID | None = None,
    **payload: Any,
) -> int:
    """Records it of a need; returns the event's number."""
    return record(
        session,
        kind,
        actor=actor,
        for_id=for_id,
        subject=("need", need.id),
        need_id=need.id,
        community_id=need.community_id,
        now=now,
        **payload,
    )


def of_offer(
    session: Session,
    kind: EventKind,
    offer: Offer,
    *,
    actor: UUID | None,
    now: datetime,
    for_id: UUID | None = None,
    **payload: Any,
) -> int:
    """Records it of an offer; returns the event's number."""
    return record(
        session,
        kind,
        actor=actor,
        for_id=for_id,
        subject=("offer", offer.id),
        community_id=offer.community_id,
        now=now,
        **payload,
    )
