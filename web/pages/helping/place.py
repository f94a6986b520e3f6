"""From where somebody helps: changed on a page of its own; and whether they help from afar, too."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core.edits import UNSET
from core.models import Community, Offer
from services.access import rights
from services.offers import edits as offer_edits
from services.offers.edits import OfferChanges
from web.answers.again import again
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.helping import offer as offer_page
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form, Tap
from web.parts.shapes import Page
from web.places import where

router = new_router()
ADDRESS = "/help/{offer_id:uuid}/place"


@router.get(ADDRESS)
def show_place(offer_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, rights.own_offer(visitor.session, visitor.me, offer_id)))


@router.post(ADDRESS)
def change_place(offer_id: UUID, visitor: SignedIn) -> Response:
    """Changes it; or reads where the picture was tapped, and comes back here."""
    offer = rights.own_offer(visitor.session, visitor.me, offer_id)
    if where.was_tapped(visitor.fields) and not visitor.fields.one("do"):
        raise again(visitor, _page(visitor, offer))
    with looked_at_again(visitor, lambda: _page(visitor, offer)):
        place = where.changed(_circle(visitor, offer), visitor.fields)
        remote = bool(visitor.fields.one("remote"))
        changes = OfferChanges(place=UNSET if place is None else place, remote=remote)
        edition = written.edition(visitor.fields)
        offer_edits.edit(visitor.session, visitor.me, offer.id, changes, edition=edition, now=visitor.now)
    return go(f"/help/{offer.id}", said="saved")


def _page(visitor: Visitor, offer: Offer) -> Page:
    form = Form((Button("save", visitor.say("web.help.save")),), tuple(_fields(visitor, offer)))
    back = (f"/help/{offer.id}", offer_page.title(visitor, offer))
    return Page(visitor.say("web.place.of_offer"), (form,), back=back)


def _fields(visitor: Visitor, offer: Offer) -> Iterator[Field | Tap]:
    sent = visitor.fields
    as_it_is = Choice("", visitor.say("web.place.as_it_is"))
    yield Field(EDITION, kind="hidden", value=str(offer.edition))
    yield from where.fields(visitor, _circle(visitor, offer), sent, first=as_it_is, stands=offer.cell)
    yield where.spot(visitor, sent)
    afar = bool(sent.one("remote")) if sent.pairs else offer.remote
    label = visitor.say("web.place.also_afar")
    yield Field("remote", label, "checkbox", "yes" if afar else "", needed=False)


def _circle(visitor: Visitor, offer: Offer) -> Community:
    return visitor.session.get_one(Community, offer.community_id)
