"""What happened to a need, an offer or a match, recorded with where it belongs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.events import EventKind, record
from core.models import Match, Need, Offer

_TYPES: dict[type, str] = {Need: "need", Offer: "offer", Match: "match"}


def of(
    session: Session,
    kind: EventKind,
    row: Need | Offer | Match,
    *,
    actor: UUID | None,
    now: datetime,
    for_id: UUID | None = None,
    **payload: Any,
) -> int:
    """Records that `kind` happened to it, in its community and with its need; returns the event's number."""
    return record(
        session,
        kind,
        actor=actor,
        for_id=for_id,
        subject=(_TYPES[type(row)], row.id),
        need_id=_need_of(row),
        community_id=row.community_id,
        now=now,
        **payload,
    )


def _need_of(row: Need | Offer | Match) -> UUID | None:
    if isinstance(row, Need):
        return row.id
    return row.need_id if isinstance(row, Match) else None
