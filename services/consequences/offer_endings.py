"""How offers end, one or all of somebody's in a community; and what becomes of the help that stood on them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.database import locks
from core.models import Match, Need, Offer
from matching.states.offer_states import OfferMove
from matching.words.end_codes import EndCode
from matching.words.vocabulary import LIVE_MATCH, OfferStatus
from services.consequences import coverage, endings, moving


def end(
    session: Session, offer: Offer, move: OfferMove, *, actor: UUID | None, now: datetime, code: EndCode
) -> None:
    """Ends an offer and what stands on it; the needs it was to cover are open again. Call under the locks.

    `code` says of each match why it ended. Raises `offer_states.NotAllowed` where the offer has ended already.
    """
    moving.move_offer(session, offer, move)
    offer.ended_at = now
    stood_on_it = list(
        session.execute(
            select(Match)
            .where(col(Match.offer_id) == offer.id, col(Match.status).in_(LIVE_MATCH))
            .execution_options(populate_existing=True)
        ).scalars()
    )
    endings.by_system(session, stood_on_it, actor=actor, now=now, code=code)
    for need_id in sorted({match.need_id for match in stood_on_it}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=actor)
        endings.ask_again(need, now)


def end_all_in(
    session: Session, person_id: UUID, community_id: UUID, move: OfferMove, *, now: datetime, code: EndCode
) -> None:
    """Ends all that a person offers in a community, also what was agreed. Takes the locks itself.

    `move`: withdrawn where they left, removed where a coordinator sent them away.
    """

    def standing() -> list[Offer]:
        return list(
            session.execute(
                select(Offer)
                .where(
                    col(Offer.author_id) == person_id,
                    col(Offer.community_id) == community_id,
                    col(Offer.status).in_((OfferStatus.ACTIVE, OfferStatus.PAUSED)),
                )
                .execution_options(populate_existing=True)
            ).scalars()
        )

    me = locks.Touched(helpers=frozenset([person_id]))
    locks.take_all(session, lambda: me | locks.around_offers(session, standing()))
    for offer in standing():
        end(session, offer, move, actor=person_id, now=now, code=code)
