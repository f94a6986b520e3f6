"""Offers: what a helper can do, within the limits they set."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers.pagination import ByAge, Page
from api.answers.preconditions import Seen
from api.answers.replies import created, reply
from api.schemas.offers import OfferEdit, OfferIn, Pause
from api.schemas.offers_shown import OfferOut, OfferPage
from core.access import Caller
from core.models import Offer
from doors import writes
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from matching.words.vocabulary import OfferStatus
from services.access import rights
from services.offers import edits as offer_edits
from services.offers import life as offer_life
from services.offers import posts as offer_posts

router = APIRouter(prefix="/v1/offers", tags=["Offers"], route_class=ActionRoute)


@router.post("", status_code=201, response_model=OfferOut)
def post_offer(given: OfferIn, session: Db, me: Me, now: Now) -> Response:
    """Offers help. A `place` or `remote` suffices; the answer shows the defaults."""
    writes.count_of_network(session, writes.OFFERS, now)
    offer = offer_posts.post(session, me, given.value(), now=now)
    return created(_out(me, offer), f"/v1/offers/{offer.id}", edition=offer.edition)


@router.get("", response_model=OfferPage)
def list_offers(
    session: Db,
    me: Me,
    paging: Page,
    community: Annotated[UUID | None, Query(description="A community's, for its coordinators.")] = None,
    status: Annotated[list[OfferStatus] | None, Query(description="Only offers that stand so.")] = None,
    order: ByAge = "oldest",
) -> Response:
    """One's own offers; with `community` a community's, for its coordinators."""
    rows = offer_life.listed(
        session,
        me,
        community_id=community,
        statuses=status or (),
        newest=order == "newest",
        after=paging.after,
        limit=paging.wanted,
    )
    items = [_out(me, offer) for offer in paging.cut(rows, lambda row: [row.id])]
    return paging.reply(OfferPage(items=items, next=paging.next))


@router.get("/{offer_id}", response_model=OfferOut)
def get_offer(offer_id: UUID, session: Db, me: Me) -> Response:
    """One offer: all of it for its helper."""
    return _answer(me, rights.offer_seen_by(session, me, offer_id))


@router.patch("/{offer_id}", response_model=OfferOut)
def edit_offer(offer_id: UUID, given: OfferEdit, seen: Seen, session: Db, me: Me, now: Now) -> Response:
    """Changes an own offer; needs `If-Match`."""
    before = rights.own_offer(session, me, offer_id)
    seen.ensure(before.edition)
    changed = offer_edits.edit(session, me, offer_id, given.value(), edition=before.edition, now=now)
    return _answer(me, changed)


@router.post("/{offer_id}/pause", response_model=OfferOut)
def pause_offer(offer_id: UUID, session: Db, me: Me, now: Now, given: Pause | None = None) -> Response:
    """Nobody is asked on this offer until then; what was agreed stands."""
    until = given.until if given else None
    return _answer(me, offer_life.pause(session, me, offer_id, until=until, now=now))


@router.post("/{offer_id}/resume", response_model=OfferOut)
def resume_offer(offer_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Ends the pause of an offer."""
    return _answer(me, offer_life.resume(session, me, offer_id, now=now))


@router.post("/{offer_id}/renew", response_model=OfferOut)
def renew_offer(offer_id: UUID, session: Db, me: Me, now: Now, given: Pause | None = None) -> Response:
    """Says that an offer is still right; `until` sets its end."""
    until = given.until if given else None
    return _answer(me, offer_life.renew(session, me, offer_id, until=until, now=now))


@router.post("/{offer_id}/withdraw", response_model=OfferOut)
def withdraw_offer(offer_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Takes an offer back. Help agreed on it is cancelled, and those who waited are told."""
    return _answer(me, offer_life.withdraw(session, me, offer_id, now=now))


def _answer(me: Caller, offer: Offer) -> Response:
    return reply(_out(me, offer), edition=offer.edition)


def _out(me: Caller, offer: Offer) -> OfferOut:
    return OfferOut.shown(offer, own=rights.acts_for_offer(me, offer))
