"""A first offer, on one page: with what, where, when, and whether by car. What must come before it is asked first."""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import Response

from core.errors import NotFound
from core.models import Community
from doors import writes
from doors.forms import Fields
from matching.words.tasks import Requires
from services.communities import directory
from services.home import readiness
from services.offers import posts as offer_posts
from services.offers.posts import OfferDraft
from web.answers.again import again
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.helping import first, sections
from web.parts.fields import Button, Choice, Field, Form, Grid, Tap
from web.parts.shapes import Fact, Facts, Line, Page, Part, Way, Ways
from web.places import where

PATH, OFFER = "/help/new", "offer"
CIRCLES = 20
router = new_router()


@router.get(PATH)
def show_new_offer(visitor: SignedIn) -> Response:
    circle = _circle(visitor)
    return draw(visitor, _page(visitor, circle) if circle is not None else _which_circle(visitor))


@router.post(PATH)
def post_new_offer(visitor: SignedIn) -> Response:
    """Posts it; or does what comes before, or reads where the picture was tapped, and comes back here."""
    circle, do = _circle(visitor), visitor.fields.one("do")
    if circle is None:
        raise NotFound
    if where.was_tapped(visitor.fields) and not do:
        raise again(visitor, _page(visitor, circle))
    if do == OFFER:
        writes.count_of_network(visitor.session, writes.OFFERS, visitor.now)
    with looked_at_again(visitor, lambda: _page(visitor, circle)):
        if do != OFFER:
            return first.act(visitor, circle, do, f"{PATH}?c={circle.slug}")
        offer = offer_posts.post(visitor.session, visitor.me, _draft(visitor, circle), now=visitor.now)
    return go(f"/help/{offer.id}", said="offered")


def _circle(visitor: Visitor) -> Community | None:
    """The one that was named, else one's own. Raises NotFound for a name that is none's."""
    named = visitor.fields.one("c") or visitor.asked("c")
    return directory.by_name(visitor.session, named) if named else visitor.circle


def _which_circle(visitor: Visitor) -> Page:
    found = directory.search(visitor.session, near=None, words=None, after=None, limit=CIRCLES)
    ways = Ways(tuple(Way(f"{PATH}?c={circle.slug}", circle.name) for circle in found))
    return Page(_title(visitor), (Line(visitor.say("web.help.which_circle")), ways))


def _page(visitor: Visitor, circle: Community) -> Page:
    back = ("/help", visitor.say("web.menu.help"))
    return Page(_title(visitor), tuple(_parts(visitor, circle)), back=back)


def _title(visitor: Visitor) -> str:
    return visitor.say("web.help.new")


def _parts(visitor: Visitor, circle: Community) -> Iterator[Part]:
    yield Facts((Fact(visitor.say("page.circle"), circle.name, f"/c/{circle.slug}"),))
    ready = readiness.of(visitor.session, visitor.me, circle)
    if not ready.is_there:
        yield from first.parts(visitor, circle, ready)
        return
    yield Form(
        (Button(OFFER, visitor.say("web.help.offer")),),
        tuple(_fields(visitor, circle)),
        lines=(visitor.say("web.help.what_next"),),
    )


def _fields(visitor: Visitor, circle: Community) -> Iterator[Field | Grid | Tap]:
    sent = visitor.fields
    yield Field("c", kind="hidden", value=circle.slug)
    yield sections.kinds(visitor, sent.all("categories"))
    yield from where.fields(visitor, circle, sent, afar=True)
    for field in sections.hours(visitor, None):
        yield _as_sent(field, sent) if sent.pairs else field
    car = Choice(Requires.CAR, visitor.say("requires.car"))
    van = Choice(Requires.VAN, visitor.say("requires.van"))
    label = visitor.say("web.help.has")
    yield Field("has", label, "some_of", choices=(car, van), picked=sent.all("has"), needed=False)


def _as_sent(field: Field | Grid, sent: Fields) -> Field | Grid:
    """The hours as they were ticked before the picture was tapped."""
    if isinstance(field, Grid):
        return replace(field, picked=frozenset(sent.all(field.name)))
    return replace(field, value=sent.one(field.name))


def _draft(visitor: Visitor, circle: Community) -> OfferDraft:
    """Raises Invalid for a place that is none, and for no hours at all."""
    sent = visitor.fields
    place = where.chosen(circle, sent)
    return OfferDraft(
        place=place,
        remote=place is None,
        community_id=circle.id,
        categories=sections.ticked_kinds(sent),
        availability=sections.read_hours(None, sent),
        has=sections.known(sent, "has", Requires),
    )
