"""Somebody asks to be called: whoever takes it sees the number, calls, and says what came of it."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Malformed, NotFound
from core.models import Community
from services.calls import answering
from services.calls.answering import Opened
from services.oversight import queue
from services.oversight.queue import Entry
from texts.reasons import language_name
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import cards, filters
from web.desk.address import desk_of, path
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Form
from web.parts.shapes import Fact, Facts, Line, Notice, Page, Part, Way, Ways

router = new_router()
ADDRESS = "/c/{circle}/desk/calls/{call_id:uuid}"


@router.get(ADDRESS)
def show_call(circle: str, call_id: UUID, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    page = _page(visitor, found, call_id)
    return draw(visitor, page, circle=found)


@router.post(ADDRESS)
def act_on_call(circle: str, call_id: UUID, visitor: SignedIn) -> Response:
    """Takes it, which opens the number; or says that it is done, or that nobody there had asked."""
    found = desk_of(visitor, circle)
    do = visitor.fields.one("do")
    ends = {"finish": answering.finish, "nobody_asked": answering.nobody_asked}
    drawn = partial(_page, visitor, found, call_id)
    if do in ends:
        end = partial(ends[do], visitor.session, visitor.me, found.id, call_id, now=visitor.now)
        return cards.acted(visitor, found, call_id, end, drawn, said="web.said.call_ended")
    if do != "claim":
        raise Malformed
    try:
        answering.claim(visitor.session, visitor.me, found.id, call_id, now=visitor.now)
    except (Conflict, Forbidden) as problem:
        raise refused(visitor, drawn(), problem) from problem
    return go(visitor.path)


def _page(visitor: Visitor, circle: Community, call_id: UUID) -> Page:
    """Raises NotFound for what stands in no queue of this circle, and never did."""
    session, me = visitor.session, visitor.me
    entry = queue.entry(session, me, circle.id, call_id, now=visitor.now)
    parts = tuple(_parts(visitor, circle, call_id, entry))
    title = filters.say_why(visitor, "call_me")
    taken = (
        cards.held(visitor, circle, call_id) is not None
    )  # until then one press takes it and opens the number
    return cards.page(visitor, circle, call_id, title, parts, stands=entry is not None and taken)


def _parts(visitor: Visitor, circle: Community, call_id: UUID, entry: Entry | None) -> Iterator[Part]:
    try:
        mine = answering.opened(visitor.session, visitor.me, circle.id, call_id, now=visitor.now)
    except Conflict:
        yield Notice(visitor.say("page.human.over"))
        return
    if mine is not None:
        yield from _to_call(visitor, circle, mine)
        return
    if entry is None:
        raise NotFound
    yield from _to_take(visitor, circle, entry)


def _to_take(visitor: Visitor, circle: Community, entry: Entry) -> Iterator[Part]:
    yield Facts((Fact(visitor.say("page.human.since"), visitor.when(entry.since)),))
    held = cards.held(visitor, circle, entry.id)
    if held is not None and not held.by_me:
        return
    yield Line(visitor.say("web.desk.do.call_me"))
    yield Form((Button("claim", visitor.say("web.desk.call.claim")),))


def _to_call(visitor: Visitor, circle: Community, call: Opened) -> Iterator[Part]:
    say = visitor.say
    yield Facts(tuple(_facts(visitor, call)))
    yield Line(say("web.desk.call.ask"))
    intake = f"{path(circle, 'intake')}?call={call.id}"
    yield Ways((Way(intake, say("web.desk.call.intake"), bold=True),))
    done, nobody = say("web.desk.call.done"), say("web.desk.call.nobody")
    yield Form((Button("finish", done, quiet=True),))
    yield Form((Button("nobody_asked", nobody, quiet=True),), lines=(say("web.desk.call.nobody_means"),))


def _facts(visitor: Visitor, call: Opened) -> Iterator[Fact]:
    say = visitor.say
    yield Fact(say("page.phone"), call.phone, f"tel:{call.phone}")
    if call.name:
        yield Fact(say("page.name"), call.name)
    yield Fact(say("web.call.language"), language_name(call.language, visitor.locale))
    if call.about:
        yield Fact(say("page.what"), say(f"category.{call.about}"))
    yield Fact(say("page.human.since"), visitor.when(call.asked_at))
    yield Fact(say("web.desk.yours_until"), visitor.when(call.until))
