"""Who could help with a need: each without a name, with what speaks for them, and "ask them" beside it."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core.effort import Effort
from core.errors import Invalid, Malformed, NotFound
from core.models.representation import ConsentHow
from core.models.values import Spoken
from doors.comers import heavy
from doors.deps import Work
from matching.asking import nobody
from services.asking import around
from services.asking.around import CandidateView
from services.matches import opening as match_opening
from texts.reasons import explain
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.needs import own
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part

router = new_router()
ADDRESS = "/needs/{need_id:uuid}/people"
SHOWN = 20


@router.get(ADDRESS)
@heavy()
def show_people(need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    """The same all day, however often it is looked at."""
    return draw(visitor, _page(visitor, need_id, effort))


@router.post(ADDRESS)
@heavy()
def invite(need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    """Picks one of them. Whoever said yes already is agreed with by it."""
    need = own.need(visitor, need_id)
    if visitor.fields.one("do") != "invite":
        raise Malformed
    with looked_at_again(visitor, lambda: _page(visitor, need_id, effort)):
        spoken = _spoken(visitor, need.author_id)
        made = match_opening.invite(
            visitor.session, visitor.me, need_id, _offer(visitor), spoken=spoken, now=visitor.now
        )
    return go(f"/matches/{made.id}", said="invited")


def _offer(visitor: Visitor) -> UUID:
    try:
        return UUID(visitor.fields.one("offer"))
    except ValueError as error:
        raise NotFound from error


def _spoken(visitor: Visitor, author_id: UUID) -> Spoken | None:
    """Whoever speaks for somebody says that they asked them."""
    if author_id == visitor.me.person_id:
        return None
    if not visitor.fields.one("asked"):
        raise Invalid("/asked", "spoken_needed")
    return Spoken(ConsentHow.PHONE, visitor.now)


def _page(visitor: Visitor, need_id: UUID, effort: Effort) -> Page:
    need = own.need(visitor, need_id)
    found = around.around_need(
        visitor.session, visitor.me, need_id, limit=SHOWN, now=visitor.now, effort=effort
    )
    asks = need.author_id != visitor.me.person_id
    parts: list[Part] = [Line(visitor.say("web.people.about" if found.candidates else "nobody.nobody_now"))]
    parts.append(Items([_item(visitor, one, asks=asks) for one in found.candidates]))
    parts += _nobody(visitor, found.why)
    return Page(visitor.say("web.need.people"), tuple(parts), back=own.back(visitor, need_id))


def _item(visitor: Visitor, one: CandidateView, *, asks: bool) -> Item:
    said = [
        explain(code, visitor.locale, prefix="why_other", time_zone=visitor.time_zone) for code in one.reasons
    ]
    offer = Field("offer", kind="hidden", value=str(one.offer_id))
    tick = Field("asked", visitor.say("page.match.they_told_me"), "checkbox")
    fields = (offer, tick) if asks else (offer,)
    press = Form((Button("invite", visitor.say("web.people.ask")),), fields, key=f"o{one.offer_id}")
    return Item(one.organisation or visitor.say("web.need.somebody"), lines=tuple(said), forms=(press,))


def _nobody(visitor: Visitor, why: list[str]) -> Iterator[Part]:
    """Why there is nobody, as far as that tells nothing of a single helper, and what may always help."""
    for code in why:
        if code != nobody.Nobody.NOBODY_NOW:
            yield Line(visitor.say(f"nobody.{code}"))
    if why:
        for code in nobody.MAY_HELP:
            yield Line(visitor.say(f"nobody.{code}"), quiet=True)
