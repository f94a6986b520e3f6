"""What somebody offers and has promised: their offers, the promises that stand, and which wait for a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.database.conditions import is_word
from core.models import Match, Offer
from matching.states.waiting import Waits
from matching.words.vocabulary import By, OfferStatus
from services.consequences import match_times
from services.home import own_matches, waiting
from services.home.own_matches import ToldMatch
from services.home.screen import HOLDS
from services.matches import views as match_views
from services.offers import life as offer_life

OFFERS, PROMISES = 10, 20
"""So many of each are shown."""
_SHOWN = (OfferStatus.ACTIVE, OfferStatus.PAUSED, OfferStatus.EXPIRED)
"""What stands, and what can be opened again."""


@dataclass(frozen=True, slots=True)
class MyHelp:
    """Offers, those that stand first; promises by their time. `unsaid`: those of which it is to be said how it went."""

    offers: Sequence[Offer]
    promises: Sequence[ToldMatch]
    unsaid: frozenset[UUID]


def of(session: Session, caller: Caller, *, now: datetime) -> MyHelp:
    """The caller's, those of whom they speak for, and of organisations they act for; one need's alone left out."""
    offers = select(Offer).where(
        offer_life.own(caller), col(Offer.for_need_id).is_(None), col(Offer.status).in_(_SHOWN)
    )
    ended = case((is_word(col(Offer.status), OfferStatus.EXPIRED), 1), else_=0)
    promises = session.scalars(
        select(Match)
        .where(match_views.own(caller, By.HELPER), sees_match(caller), is_word(col(Match.status), *HOLDS))
        .order_by(match_times.begins().nulls_last(), col(Match.id))
        .limit(PROMISES)
    ).all()
    return MyHelp(
        session.scalars(offers.order_by(ended, col(Offer.id).desc()).limit(OFFERS)).all(),
        own_matches.told(session, caller, promises, now=now),
        frozenset(one.id for one in waiting.of(session, caller, now=now) if one.waiting.kind is Waits.REPORT),
    )
