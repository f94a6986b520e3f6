"""What time does with offers: ends, wakes, asks whether they are still right, pauses those of the silent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, column, exists, or_, select, text
from sqlmodel import Session, col

from core.database import locks
from core.database.due import NOW, due
from core.events import EventKind, record_on
from core.models import Match, Need, Offer
from matching.states import deadlines
from matching.states.offer_states import OfferMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import MatchStatus, OfferStatus
from services.consequences import endings, moving
from services.facts import silent_helpers

_STANDING = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
to_expire = due(col(Offer.id), col(Offer.status).in_(_STANDING), at=col(Offer.expires_at))
"""Active and paused offers past their end."""


def expire(session: Session, offer_id: UUID, now: datetime) -> None:
    """Expires an offer. Open proposals on it are withdrawn; what was agreed still stands."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED) or offer.expires_at > now:
        return
    moving.move_offer(session, offer, OfferMove.EXPIRE)
    offer.ended_at = now
    undecided = (
        session.execute(
            select(Match).where(
                col(Match.offer_id) == offer.id,
                col(Match.status).in_((MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED)),
            )
        )
        .scalars()
        .all()
    )
    endings.by_system(session, undecided, actor=None, now=now, code=WhyEnded.OFFER_EXPIRED)
    for match in undecided:
        endings.ask_again(session.get_one(Need, match.need_id), now)
    if offer.for_need_id is None:
        record_on(session, EventKind.OFFER_EXPIRED, offer, actor=None, now=now)


to_resume = due(col(Offer.id), col(Offer.status) == OfferStatus.PAUSED, at=col(Offer.paused_until))
"""Offers that were paused until a time that has come."""


def resume(session: Session, offer_id: UUID, now: datetime) -> None:
    """Ends a pause whose time has come: helpers are asked on the offer again."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    if offer.status is not OfferStatus.PAUSED or offer.paused_until is None or offer.paused_until > now:
        return
    moving.move_offer(session, offer, OfferMove.RESUME)
    record_on(session, EventKind.OFFER_RESUMED, offer, actor=None, now=now)


def _asked_as_a_person() -> ColumnElement[bool]:
    """Of an offer's helper, whom many requests reached without a word: they are asked once, not of each offer."""
    quiet = text(silent_helpers.ASKED_AS_A_PERSON).columns(column("id", Uuid())).subquery("quiet")
    theirs = exists().where(quiet.c.id == col(Offer.author_id)).correlate(Offer)
    return theirs & col(Offer.organisation_id).is_(None)


to_check_in = due(
    col(Offer.id),
    col(Offer.status) == OfferStatus.ACTIVE,
    col(Offer.for_need_id).is_(None),
    or_(col(Offer.check_in_asked_at).is_(None), col(Offer.check_in_asked_at) < col(Offer.checked_in_at)),
    at=col(Offer.checked_in_at),
    after=deadlines.OFFER_CHECK_IN,
    besides=[col(Offer.expires_at) > NOW, ~_asked_as_a_person()],
)
"""Standing offers nobody has looked at for long, whose helper has not been asked since."""


def check_in(session: Session, offer_id: UUID, now: datetime) -> None:
    """Asks once: is this still right? Renewing, editing and resuming answer it."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    asked = offer.check_in_asked_at is not None and offer.check_in_asked_at >= offer.checked_in_at
    if offer.status is not OfferStatus.ACTIVE or asked:
        return
    if offer.checked_in_at > now - deadlines.OFFER_CHECK_IN:
        return
    offer.check_in_asked_at = now
    record_on(session, EventKind.OFFER_CHECK_IN, offer, actor=None, now=now)


to_pause = due(
    col(Offer.id),
    col(Offer.status) == OfferStatus.ACTIVE,
    col(Offer.check_in_asked_at) >= col(Offer.checked_in_at),
    at=col(Offer.check_in_asked_at),
    after=deadlines.OFFER_ANSWER,
)
"""Offers whose helper was asked, and has been silent."""


def pause_silent(session: Session, offer_id: UUID, now: datetime) -> None:
    """Nobody is asked on it until its helper says that it is still right; what was agreed stands."""
    offer = locks.take_offer(session, session.get_one(Offer, offer_id))
    asked = offer.check_in_asked_at
    if offer.status is not OfferStatus.ACTIVE or asked is None or asked < offer.checked_in_at:
        return
    if asked > now - deadlines.OFFER_ANSWER:
        return
    moving.move_offer(session, offer, OfferMove.PAUSE)
    record_on(session, EventKind.OFFER_PAUSED, offer, actor=None, now=now)
