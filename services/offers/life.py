"""Offers: what a helper can do, and within what limits. Only the helper changes them.

Here are their list and their life: pausing, resuming, renewing, taking back. Posting is `posts`, editing `edits`.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col

from core.access import Caller, not_blocked
from core.database import listing, locks
from core.database.conditions import among
from core.errors import Conflict, Invalid
from core.events import EventKind, record_on
from core.models import Offer
from matching.states import deadlines, offer_states
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import OfferStatus, Role
from services.access import rights, room
from services.consequences import moving, offer_endings


def listed(
    session: Session,
    caller: Caller,
    *,
    community_id: UUID | None,
    statuses: Collection[OfferStatus] = (),
    newest: bool = False,
    after: UUID | None,
    limit: int,
) -> list[Offer]:
    """One's own offers; with `community_id` a community's, for its coordinators."""
    if community_id is None:
        wanted = [own(caller)]
    else:
        rights.require_role(caller, Role.COORDINATOR, community_id)
        wanted = [col(Offer.community_id) == community_id, not_blocked(caller, col(Offer.author_id))]
    return listing.page(session, Offer, *wanted, statuses=statuses, newest=newest, after=after, limit=limit)


def own(caller: Caller) -> ColumnElement[bool]:
    """Offers of the caller, of those they speak for, and of organisations they act for."""
    mine = among(col(Offer.author_id), caller.voices)
    return (
        or_(mine, among(col(Offer.organisation_id), caller.organisations)) if caller.organisations else mine
    )


def pause(
    session: Session, caller: Caller, offer_id: UUID, *, until: datetime | None, now: datetime
) -> Offer:
    """Nobody is asked on this offer until `until`; what was agreed stands."""
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.PAUSED:
        offer.paused_until = until
        return offer
    _move(session, offer, OfferMove.PAUSE, paused_until=until)
    record_on(session, EventKind.OFFER_PAUSED, offer, actor=caller.person_id, for_id=offer.author_id, now=now)
    return offer


def resume(session: Session, caller: Caller, offer_id: UUID, *, now: datetime) -> Offer:
    """Ends a pause; on an active offer this does nothing. Raises Conflict where the offer has ended."""
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.ACTIVE:
        return offer
    _move(session, offer, OfferMove.RESUME)
    offer.checked_in_at = now
    record_on(
        session, EventKind.OFFER_RESUMED, offer, actor=caller.person_id, for_id=offer.author_id, now=now
    )
    return offer


def renew(
    session: Session, caller: Caller, offer_id: UUID, *, until: datetime | None, now: datetime
) -> Offer:
    """Gives an offer a new life; also the answer to "is this still right?". Raises Conflict, also where of one that
    ended long ago nothing is left to offer.
    """
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.emptied_at is not None:
        raise not_possible(offer)
    if offer.status not in room.STANDING_OFFERS:
        room.for_offer(session, offer.author_id, offer.organisation_id, now=now)
    _move(session, offer, OfferMove.RENEW)
    offer.expires_at = deadlines.offer_expiry(now, until)
    offer.checked_in_at = now
    record_on(
        session, EventKind.OFFER_RENEWED, offer, actor=caller.person_id, for_id=offer.author_id, now=now
    )
    return offer


def withdraw(session: Session, caller: Caller, offer_id: UUID, *, now: datetime) -> Offer:
    """Takes an offer back. Help agreed on it is cancelled, and those who waited for it are told."""
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.WITHDRAWN:
        return offer
    withdraw_for(session, offer, actor=caller.person_id, now=now)
    return offer


def withdraw_for(session: Session, offer: Offer, *, actor: UUID, now: datetime) -> None:
    """Takes back an offer of somebody, by whoever may. Call under the locks. Raises Conflict where it has ended."""
    try:
        offer_endings.end(
            session, offer, OfferMove.WITHDRAW, actor=actor, now=now, code=WhyEnded.OFFER_WITHDRAWN
        )
    except offer_states.NotAllowed as error:
        raise not_possible(offer) from error
    record_on(session, EventKind.OFFER_WITHDRAWN, offer, actor=actor, for_id=offer.author_id, now=now)


def _move(session: Session, offer: Offer, move: OfferMove, *, paused_until: datetime | None = None) -> None:
    try:
        moving.move_offer(session, offer, move, paused_until=paused_until)
    except offer_states.NotAllowed as error:
        raise not_possible(offer) from error


def not_possible(offer: Offer) -> Conflict:
    """What is said where the state of the offer forbids it."""
    allowed = offer_states.allowed(offer.status, emptied=offer.emptied_at is not None)
    return Conflict("not_possible", current=offer.status, allowed=list(allowed))
