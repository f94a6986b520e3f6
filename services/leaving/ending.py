"""What somebody asked for and offered, taken back as they go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.database import locks
from core.models import Need, Offer
from matching.words.vocabulary import NeedStatus, OfferStatus
from services.needs import life as need_life
from services.offers import life as offer_life


def lock_all(session: Session, person_id: UUID) -> None:
    """Locks the person, and all that they asked for and offered."""

    def touched() -> locks.Touched:
        own = locks.Touched(frozenset(_standing_needs(session, person_id)), frozenset([person_id]))
        return own | locks.around_offers(session, _standing_offers(session, person_id))

    locks.take_all(session, touched)


def withdraw_all(session: Session, person_id: UUID, *, actor: UUID, now: datetime) -> None:
    """Takes back what they asked for and what they offered. Call under the locks of `lock_all`."""
    for need_id in _standing_needs(session, person_id):
        need_life.withdraw_for(session, need_id, actor=actor, now=now)
    for offer in _standing_offers(session, person_id):
        offer_life.withdraw_for(session, offer, actor=actor, now=now)


def _standing_needs(session: Session, person_id: UUID) -> list[UUID]:
    standing = (NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)
    return list(
        session.execute(
            select(Need.id).where(  # type: ignore[call-overload]
                col(Need.author_id) == person_id, col(Need.status).in_(standing)
            )
        ).scalars()
    )


def _standing_offers(session: Session, person_id: UUID) -> list[Offer]:
    standing = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
    return list(
        session.execute(
            select(Offer).where(col(Offer.author_id) == person_id, col(Offer.status).in_(standing))
        ).scalars()
    )
