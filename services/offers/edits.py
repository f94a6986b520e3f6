"""Editing an offer. What was agreed on it stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.errors import Invalid, Stale
from core.events import EventKind, record_on
from core.events.payloads import Edited
from core.models import Offer
from matching.states import deadlines, offer_states
from matching.words.values import Point
from services import sealed
from services.access import rights
from services.facts import categories
from services.offers import life as offer_life
from services.places import cells, shown_cells, supply


def edit(
    session: Session, caller: Caller, offer_id: UUID, changes: dict[str, Any], *, version: int, now: datetime
) -> Offer:
    """Changes an offer. Open proposals that no longer fit simply cannot be accepted any more."""
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.version != version:
        raise Stale
    if "edit" not in offer_states.allowed(offer.status):
        raise offer_life.not_possible(offer)
    categories.ensure_known(changes.get("categories", []))
    rest = dict(changes)
    if "place" in rest:
        place = rest.pop("place")
        offer.cell = cells.of_place(place)
        offer.place = sealed.seal_offer_place(session, offer, place) if isinstance(place, Point) else None
        offer.shown_cell = shown_cells.shown(session, offer.cell, now=now) if offer.cell else None
    if "until" in rest:
        offer.expires_at = deadlines.offer_expiry(now, rest.pop("until"))
    for name, value in rest.items():
        setattr(offer, name, value)
    if offer.cell is None and not offer.remote:
        raise Invalid("/place", "place_or_remote")
    offer.checked_in_at = now
    offer.version += 1
    supply.keep(session, offer)
    edited = Edited(tuple(sorted(changes)))
    record_on(
        session,
        EventKind.OFFER_EDITED,
        offer,
        edited,
        actor=caller.person_id,
        for_id=offer.author_id,
        now=now,
    )
    return offer
