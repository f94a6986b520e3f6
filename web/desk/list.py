"""The list: what needs a human in a circle, most pressing first, each with why it is here and the one next act."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from core.database.replicas import reading
from core.errors import Conflict, Forbidden, Invalid, Malformed
from core.models import Community
from doors.cursors import Cursors
from matching.words.categories import CATEGORIES
from matching.words.vocabulary import CommunityState
from services.desk import queue
from services.desk.entry import DeskEntry
from services.desk.filters import Place
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import address, around, entries, filters, holds, looks, undo
from web.desk.filters import AFTER, PUT_OFF, Narrowed
from web.desk.looks import Look
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles.address import back
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fold, Line, News, Notice, Page, Part, Way, Ways

router = new_router()
A_PAGE = 50
_LOOKED_OVER = 2 * A_PAGE
"""At a look: what came anew must push nothing out of it that stands on the page."""


@router.get("/c/{circle}/desk")
def show_desk(circle: str, visitor: SignedIn) -> Response:
    """What stands on it may be read of a copy of the database."""
    found = address.desk_of(visitor, circle)
    narrowed = filters.read(visitor)
    look = looks.asked(visitor)

    def page(there: Session) -> Page | None:
        reader = replace(visitor, session=there)
        return _look(reader, found, narrowed, look) if look else _page(reader, found, narrowed)

    shown = reading.read(visitor.session, page)
    return draw(visitor, shown, circle=found) if shown is not None else looks.nothing_changed()


@router.post("/c/{circle}/desk")
def act_on_entry(circle: str, visitor: SignedIn) -> Response:
    """Takes an entry, gives it back, or shows again what was put off; and back to the same place of the list."""
    found = address.desk_of(visitor, circle)
    narrowed = filters.read(visitor)
    do, _, subject = visitor.fields.one("do").partition(" ")
    try:
        said = holds.act(visitor, found, do, _id(subject))
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found, narrowed), problem) from problem
    return go(address.path(found) + narrowed.address, said=said.removeprefix("web.said."))


def _id(subject: str) -> UUID:
    try:
        return UUID(subject)
    except ValueError as error:
        raise Malformed from error


def _page(visitor: Visitor, circle: Community, narrowed: Narrowed) -> Page:
    found = _found(visitor, circle, narrowed, A_PAGE + 1)
    parts = (
        *undo.parts(visitor, circle),
        *_standing(visitor, circle),
        *_narrowing(visitor, circle, narrowed),
        News(str(Look(visitor.now))),
        entries.items(visitor, circle, found[:A_PAGE], narrowed),
        *_further(visitor, circle, found, narrowed),
        *_beside(visitor, circle),
    )
    return around.page(visitor, circle, visitor.say("web.desk"), parts, back=back(circle))


def _look(visitor: Visitor, circle: Community, narrowed: Narrowed, look: Look) -> Page | None:
    """The list as it stands now, and how many came since; None where that is what was seen."""
    found = _found(visitor, circle, narrowed, _LOOKED_OVER)
    came = queue.since(
        visitor.session, visitor.me, circle.id, narrowed.filters, seen_at=look.since, now=visitor.now
    )
    items = entries.items(visitor, circle, found, narrowed)
    now = looks.mark((items, Line(str(came))))
    if now == look.mark:
        return None
    text = visitor.say("web.desk.new", count=came) if came else ""
    href = address.path(circle) + filters.query(narrowed.pairs)
    parts = (News(str(Look(look.since, now)), text, href), items)
    return around.page(visitor, circle, visitor.say("web.desk"), parts)


def _found(visitor: Visitor, circle: Community, narrowed: Narrowed, limit: int) -> list[DeskEntry]:
    return queue.page(
        visitor.session,
        visitor.me,
        circle.id,
        narrowed.filters,
        after=_place(visitor, circle, narrowed),
        limit=limit,
        now=visitor.now,
    )


def _scope(circle: Community, narrowed: Narrowed) -> str:
    return address.path(circle) + filters.query(narrowed.pairs)


def _place(visitor: Visitor, circle: Community, narrowed: Narrowed) -> Place | None:
    """Behind which entry the page begins. Raises BadParameter for what no page of this list offered."""
    cursors = Cursors(visitor.request.app.state.database.vault)
    found = cursors.read(_scope(circle, narrowed), narrowed.after or None)
    return Place.read(found) if found is not None else None


def _further(
    visitor: Visitor, circle: Community, found: list[DeskEntry], narrowed: Narrowed
) -> Iterator[Part]:
    if len(found) <= A_PAGE:
        return
    cursors = Cursors(visitor.request.app.state.database.vault)
    after = cursors.write(_scope(circle, narrowed), found[A_PAGE - 1].place)
    onward = address.path(circle) + filters.query(narrowed.pairs, (AFTER, after))
    yield Ways((Way(onward, visitor.say("web.need.later")),))


def _standing(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What whoever works here has to know before anything else."""
    if circle.state is CommunityState.NEW:
        yield Notice(visitor.say("web.desk.new_circle"), "care")
    if circle.full_until is not None and circle.full_until > visitor.now:
        yield Notice(visitor.say("web.desk.full", until=visitor.when(circle.full_until)), "care")


def _narrowing(visitor: Visitor, circle: Community, narrowed: Narrowed) -> Iterator[Part]:
    """How many there are of each kind, each a way to these alone; and all other filters, folded away."""
    session, me, here = visitor.session, visitor.me, address.path(circle)
    many = queue.count(session, me, circle.id, narrowed.filters, now=visitor.now)
    kinds = tuple(
        Way(here + narrowed.narrower("why", why), filters.say_why(visitor, why), note=str(count))
        for why, count in many.items()
    )
    put_off = narrowed.filters.put_off
    other = narrowed.without(PUT_OFF) if put_off else narrowed.narrower(PUT_OFF, "yes")
    ways = [Way(here + other, visitor.say("web.desk.not_put_off" if put_off else "web.desk.put_off"))]
    if narrowed.pairs:
        ways.insert(0, Way(here, visitor.say("web.desk.all")))
    chosen = filters.told(visitor, narrowed)
    if chosen:
        yield Line(visitor.say("web.desk.narrowed", what=chosen), quiet=True)
    inner: tuple[Part, ...] = (Ways((*kinds, *ways)), filters.form(visitor, narrowed, CATEGORIES))
    yield Fold(visitor.say("web.desk.narrow", count=sum(many.values())), inner)


def _beside(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What else is done at a desk."""
    search = Field("q", visitor.say("web.desk.search"), shortcut="/")
    there = Form(
        (Button("", visitor.say("web.desk.find"), quiet=True),),
        (search,),
        action=address.path(circle, "people"),
        opens=True,
    )
    ways = Ways(
        (
            Way(address.path(circle, "intake"), visitor.say("web.desk.intake")),
            Way(address.path(circle, "duty"), visitor.say("web.desk.duty")),
            Way(address.path(circle, "reveals"), visitor.say("web.desk.reveals")),
        )
    )
    yield Fold(visitor.say("web.desk.beside"), (there, ways))
