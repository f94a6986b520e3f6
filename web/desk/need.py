"""The card of a need: everything that it takes to decide on it, and what is done about it, on one page."""

from uuid import UUID

from fastapi import Response

from core.effort import Effort
from core.errors import BadParameter, Conflict, Forbidden, Invalid, Malformed, NotFound
from core.models import Community
from doors.comers import heavy
from doors.deps import Work
from services.need_cards import card as need_cards
from services.need_cards import seeing
from services.need_cards.card import NeedCard
from services.oversight import queue
from services.reveals import opening
from services.reveals.opening import Revealed
from web.answers import shown_once
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import address, around, filters, holds, looks, need_acts, need_forms, need_parts, onward, undo
from web.desk.filters import Narrowed
from web.desk.looks import Look
from web.desk.need_forms import Opened
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.shapes import News, Page

router = new_router()
ADDRESS = "/c/{circle}/desk/needs/{need_id:uuid}"
_BESIDE = ("do", "offer", "with", "shown")
"""What its address may say beside what the list is narrowed to."""


@router.get(ADDRESS)
@heavy()
def show_need(circle: str, need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    """The card; with `do` in the address one of its forms stands open, and whoever opened it has the need open."""
    found, narrowed = address.desk_of(visitor, circle), filters.read(visitor, *_BESIDE)
    look = looks.asked(visitor)
    if look is not None:
        return _look(visitor, found, need_id, look)
    do = visitor.asked("do")
    if do and do not in need_forms.FORMS:
        raise BadParameter("do", "wrong_value")
    seeing.need(visitor.session, visitor.me, found.id, need_id)
    if do:
        holds.begin(visitor, found, need_id)
    return draw(visitor, _page(visitor, found, need_id, narrowed, do, effort), circle=found)


@router.post(ADDRESS)
@heavy()
def act_on_need(circle: str, need_id: UUID, visitor: SignedIn, effort: Work) -> Response:
    """Does it, and goes on to the next entry where that was all; else the card is shown as it stands then."""
    found, narrowed = address.desk_of(visitor, circle), filters.read(visitor, *_BESIDE)
    do = visitor.fields.one("do")
    seeing.need(visitor.session, visitor.me, found.id, need_id)
    if do not in need_acts.ACTS:
        raise Malformed
    place = onward.place_of(visitor, found, need_id)
    try:
        holds.ensure(visitor, found, need_id)
        if do == "reveal":
            return _reveal(visitor, found, need_id, narrowed)
        done = need_acts.act(visitor, found, need_id, do)
    except (Invalid, Conflict, Forbidden) as problem:
        if problem.code == "step_up_needed":
            raise
        page = _page(visitor, found, need_id, narrowed, need_forms.of_act(do), effort)
        raise refused(visitor, page, problem) from problem
    if done.goes_on:
        return onward.on(visitor, found, need_id, place, narrowed, said=done.said)
    return go(visitor.path + narrowed.address, said=done.said.removeprefix("web.said."))


def _reveal(visitor: Visitor, circle: Community, need_id: UUID, narrowed: Narrowed) -> Response:
    """Their contact is looked up, and they read that; the page after shows it, so that reload looks up nothing."""
    purpose = need_acts.purpose(visitor)
    opening.ask(visitor.session, visitor.me, circle.id, need_id, purpose=purpose, now=visitor.now)
    shown = shown_once.at(visitor, visitor.path, purpose)
    return go(f"{shown}&do=call{narrowed.address.replace('?', '&', 1)}")


def _revealed(visitor: Visitor, circle: Community, need_id: UUID) -> Revealed | None:
    """The look that was taken by the press before, once more; None where there was none, or it is over."""
    purpose = shown_once.read(visitor) if visitor.request.method == "GET" else None
    if purpose is None:
        return None
    try:
        return opening.ask(visitor.session, visitor.me, circle.id, need_id, purpose=purpose, now=visitor.now)
    except (Conflict, Forbidden, NotFound):
        return None


def _page(
    visitor: Visitor, circle: Community, need_id: UUID, narrowed: Narrowed, do: str, effort: Effort
) -> Page:
    card = need_cards.of(visitor.session, visitor.me, circle.id, need_id, now=visitor.now, effort=effort)
    opened = Opened(do, narrowed, _revealed(visitor, circle, need_id) if do == "call" else None)
    parts = (
        *undo.parts(visitor, circle),
        holds.line(visitor, card.held),
        News(str(Look(visitor.now, _mark(visitor, circle, need_id)))),
        *need_parts.of(visitor, circle, card, opened),
    )
    title = card.view.title or visitor.say(f"category.{card.view.need.category}")
    back = (f"{address.path(circle)}{narrowed.address}{_at(card)}", visitor.say("web.desk"))
    return around.page(visitor, circle, title, parts, back=back)


def _at(card: NeedCard) -> str:
    """Where it stands in the list."""
    return f"#{card.entries[0].why}-{card.entries[0].id}" if card.entries else ""


def _mark(visitor: Visitor, circle: Community, need_id: UUID) -> str:
    """What anybody did to it moves this, and nothing else does."""
    need = seeing.need(visitor.session, visitor.me, circle.id, need_id)
    return f"v{need.version}"


def _look(visitor: Visitor, circle: Community, need_id: UUID, look: Look) -> Response:
    """Who has it open now, and whether anything happened to it since it was shown; the rest is not made anew."""
    held = queue.held(visitor.session, visitor.me, circle.id, [need_id], now=visitor.now).get(need_id)
    line, mark = holds.line(visitor, held), _mark(visitor, circle, need_id)
    news = News(str(look))
    if mark != look.mark:
        again = visitor.path + filters.read(visitor, *_BESIDE).address
        news = News(str(look), visitor.say("web.desk.changed"), again)
    page = around.page(visitor, circle, visitor.say("web.desk"), (line, news))
    return draw(visitor, page, circle=circle)
