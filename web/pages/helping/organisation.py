"""An organisation: what it says of itself, its needs; and for those who act for it, its offers."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from services.home import organisation
from services.home.organisation import Seen
from services.needs.views import NeedView
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn
from web.door import router as new_router
from web.pages import near
from web.pages.helping import offer as offer_page
from web.parts.shapes import Heading, Item, Items, Line, Page, Part, Words

router = new_router()


@router.get("/organisations/{organisation_id:uuid}")
def show_organisation(organisation_id: UUID, visitor: SignedIn) -> Response:
    seen = organisation.of(visitor.session, visitor.me, organisation_id, now=visitor.now)
    return draw(visitor, Page(seen.organisation.name, tuple(_parts(visitor, seen))))


def _parts(visitor: Visitor, seen: Seen) -> Iterator[Part]:
    verified = seen.organisation.verified
    yield Line(visitor.say("web.organisation.verified" if verified else "web.organisation.not_verified"))
    if seen.organisation.stands_for:
        yield Words(seen.organisation.stands_for)
    yield Heading(visitor.say("web.organisation.asks"))
    yield Items([_need(visitor, seen, view) for view in seen.needs], visitor.say("web.organisation.nothing"))
    if seen.acts:
        yield Heading(visitor.say("web.organisation.offers"))
        offers = [
            Item(offer_page.title(visitor, one), f"/help/{one.id}", (offer_page.how_it_stands(visitor, one),))
            for one in seen.offers
        ]
        yield Items(offers, visitor.say("web.organisation.nothing"))


def _need(visitor: Visitor, seen: Seen, view: NeedView) -> Item:
    """As in the list of what is near; without its words, which its own page shows, within what one may read."""
    found = near.item(visitor, view)
    return Item(found.title, found.href, found.lines, sign=found.sign, ways=() if seen.acts else found.ways)
