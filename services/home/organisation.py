"""What there is to see of an organisation: what it says of itself; for its people also its offers and needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller, sees_need
from core.models import Need, Offer, Organisation
from matching.words.vocabulary import OfferStatus
from services.communities import organisations
from services.needs import views as need_views
from services.needs.lists import STANDING
from services.needs.views import NeedView

MOST = 20
_STANDS = (OfferStatus.ACTIVE, OfferStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Seen:
    """An organisation, and what stands of it, as far as the caller sees that. `acts`: they act for it."""

    organisation: Organisation
    acts: bool
    needs: Sequence[NeedView]
    offers: Sequence[Offer]


def of(session: Session, caller: Caller, organisation_id: UUID, *, now: datetime) -> Seen:
    """Raises NotFound for one that nobody verified yet, to others than its people and stewards."""
    organisation = organisations.get(session, caller, organisation_id)
    acts = organisation_id in caller.organisations
    needs = select(Need).where(
        sees_need(caller), col(Need.organisation_id) == organisation_id, col(Need.status).in_(STANDING)
    )
    found = session.scalars(needs.order_by(col(Need.id).desc()).limit(MOST)).all()
    return Seen(
        organisation,
        acts,
        need_views.views(session, caller, found, now=now),
        _offers(session, organisation_id) if acts else (),
    )


def _offers(session: Session, organisation_id: UUID) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(
            col(Offer.organisation_id) == organisation_id,
            col(Offer.for_need_id).is_(None),
            col(Offer.status).in_(_STANDS),
        )
        .order_by(col(Offer.id).desc())
        .limit(MOST)
    ).all()
