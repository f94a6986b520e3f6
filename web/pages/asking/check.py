"""The last step: all of it together, what happens next; then it is posted, after a code where nobody is signed in."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from fastapi import Response

from core import hints
from core.effort import Effort
from core.errors import Conflict, Forbidden, Invalid, Problem, TooMany, Unauthorized
from core.models import Community
from doors import idempotency, writes
from doors.deps import Work
from doors.firebase import NotOffered
from matching.words.vocabulary import Urgency
from services.access import callers
from services.desk import full
from services.facts import policies
from services.needs import posts as need_posts
from services.people import profile, sign_in
from services.people.profile import ProfileChanges
from texts.times import when as told_when
from web.answers import refused
from web.answers.again import again
from web.answers.chrome import draw
from web.coming import codes, coming_in, comings
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.pages.asking import draft, drafted, for_whom, steps, when, where
from web.pages.asking.draft import Said
from web.pages.sign_in import OWN_PHONE, own_phone_field
from web.parts import written
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact, Facts, Heading, Line, Notice, Page, Part, Way, Ways

router = new_router()
_REFUSALS = (Invalid, Conflict, Forbidden)


@router.get("/ask/check")
def show_check(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    return steps.missing(said, "check") or draw(visitor, _page(visitor, said))


@router.post("/ask/check")
def post(visitor: Anyone, effort: Work) -> Response:
    """Posts it; where nobody is signed in a code is sent first, and posting goes with it."""
    said = draft.read(visitor)
    elsewhere = steps.missing(said, "check")
    if elsewhere is not None:
        return elsewhere
    if visitor.caller is not None:
        return _posted(visitor, said, effort)
    try:
        name = written.line(visitor.fields, "name", needed=False)
        ticket = codes.send(visitor, *codes.typed_address(visitor))
        draft.say(visitor, name=name)
    except (Invalid, TooMany, NotOffered) as problem:
        return draw(visitor, _page(visitor, said, problem))
    return go(f"/ask/code?{codes.TICKET}={ticket}")


@router.get("/ask/code")
def show_code(visitor: Anyone) -> Response:
    return draw(visitor, _code(visitor, visitor.asked(codes.TICKET)))


@router.post("/ask/code")
def post_with_code(visitor: Anyone, effort: Work) -> Response:
    """Signs in by the code, and posts in one go. Where that is refused the sign-in stands, and what was written."""
    said = draft.read(visitor)
    try:
        if visitor.fields.one("do") == "again":
            return go(f"/ask/code?{codes.TICKET}={codes.send_again(visitor)}", said="code_sent")
        challenge, code = codes.typed(visitor)
        device_name = coming_in.device_name(visitor)
        began = sign_in.with_code(
            visitor.session, challenge_id=challenge, code=code, device_name=device_name, now=visitor.now
        )
    except (Invalid, Unauthorized, TooMany) as problem:
        return draw(visitor, _code(visitor, visitor.fields.one(codes.TICKET), problem))
    coming_in.enter(visitor, began, own_phone=bool(visitor.fields.one(OWN_PHONE)))
    visitor.session.commit()  # the sign-in stands; limits count before anything else is written
    visitor = _signed_in(visitor, began.session_id)
    writes.count(visitor.request, visitor.session, visitor.me, visitor.now)
    return _posted(visitor, said, effort)


def _signed_in(visitor: Visitor, session_id: UUID) -> Visitor:
    caller = callers.of_session(visitor.session, session_id, visitor.now)
    return replace(visitor, caller=caller, holder=comings.of_sign_in(session_id))


def _posted(visitor: Visitor, said: Said, effort: Effort) -> Response:
    """Posts it once, however often that is pressed: the draft is the key."""
    session, me, now = visitor.session, visitor.me, visitor.now
    try:
        idempotency.begin_with(visitor.request, session, me.person_id, f"ask|{draft.secret(visitor)}", now)
    except idempotency.Replay as replay:
        visitor.put_cookies(replay.response)
        raise
    if steps.missing(said, "check") is not None:
        return go("/my")
    try:
        if said.get("urgency") != Urgency.URGENT:
            writes.count_of_network(session, writes.NEEDS, now)
        need = need_posts.post(session, me, drafted.need(visitor, said), now=now, effort=effort)
        _name(visitor, said)
    except (*_REFUSALS, TooMany) as problem:
        raise again(visitor, _page(visitor, said, problem)) from problem
    draft.end(visitor)
    return go(f"/needs/{need.id}", said="posted")


def _name(visitor: Visitor, said: Said) -> None:
    """Whoever has no name yet is called as they said."""
    name = said.get("name")
    if name and not profile.get(visitor.session, visitor.me).display_name:
        changes = ProfileChanges(display_name=str(name))
        profile.edit(visitor.session, visitor.me, changes, now=visitor.now)


def _page(visitor: Visitor, said: Said, problem: Problem | None = None) -> Page:
    say = visitor.say
    circle = steps.circle(visitor, said)
    parts: list[Part] = []
    errors = refused.at_fields(visitor, problem)
    if problem is not None and not errors.keys() & {"address", "name"}:
        parts.append(Notice(refused.sentence(visitor, problem), "care"))
    if said.get("urgency") == Urgency.URGENT:
        parts += when.in_danger(visitor, said)
    if circle is not None and full.stands(circle, visitor.now) and circle.full_until is not None:
        parts.append(Notice(say("web.circle.full", until=visitor.when(circle.full_until)), "care"))
    parts.append(Facts(tuple(_facts(visitor, said))))
    parts += _seen_as(visitor, said, circle)
    found = hints.of_texts([said.get("title"), said.get("details")])
    parts += [Notice(say(f"warning.{code}"), "care") for code in found]
    parts += [Ways((Way(steps.change("more"), say("web.ask.more")),)), Heading(say("web.ask.then_what"))]
    parts += [Line(say("web.ask.next")), _form(visitor, said, errors)]
    return steps.page(
        visitor, "check", say("web.ask.check"), tuple(parts), status=problem.status if problem else 200
    )


def _form(visitor: Visitor, said: Said, errors: dict[str, str]) -> Form:
    """Posts it; where nobody is signed in yet it asks for a name and for where a code may go."""
    say = visitor.say
    if visitor.caller is not None:
        return Form((Button("post", say("web.ask.post")),), action="/ask/check")
    typed = visitor.fields.one("address")
    name = visitor.fields.one("name") or str(said.get("name") or "")
    fields = (
        Field("name", say("web.ask.name"), value=name, error=errors.get("name", ""), needed=False),
        codes.address_field(visitor, typed=typed, error=errors.get("address", "")),
    )
    return Form(
        (Button("send", say("web.in.send")),), fields, action="/ask/check", lines=(say("web.ask.code_why"),)
    )


def _facts(visitor: Visitor, said: Said) -> Iterator[Fact]:
    """Each answer leads back to its question."""
    say, here = visitor.say, when.zone(visitor, said)
    asked_for = for_whom.name(visitor, said)
    if asked_for is not None:
        yield Fact(say("web.ask.asked_for"), asked_for, "/ask")
    yield Fact(say("page.what"), say(f"category.{said['what']}"), steps.change("what"))
    place = (
        say("page.remote") if said["where"].get("afar") else str(said.get("near") or say("web.ask.marked"))
    )
    yield Fact(say("page.where"), place, steps.change("where"))
    if said.get("door"):
        yield Fact(say("page.door"), str(said["door"]), steps.change("where"), say("web.need.private"))
    urgency = str(said["urgency"])
    time = told_when(when.windows(said, here), urgency, visitor.locale, str(here))
    yield Fact(say("page.when"), time, steps.change("when"))
    many = int(said.get("for_people") or 1)
    yield Fact(say("page.for"), say("page.people", count=many), steps.change("when"))
    if int(said.get("quantity") or 1) > 1:
        yield Fact(say("page.match.quantity"), str(said["quantity"]), steps.change("when"))
    words = str(said.get("title") or "") or say("web.ask.no_words")
    yield Fact(say("web.edit.title"), words, steps.change("words"))
    for name, label in (("details", "web.edit.details"), ("private_note", "web.need.note")):
        if said.get(name):
            yield Fact(say(label), str(said[name]), steps.change("words"))


def _seen_as(visitor: Visitor, said: Said, circle: Community | None) -> list[Part]:
    """The wide cell that others see in place of the door."""
    cell = said["where"].get("cell")
    if not cell or circle is None:
        return []
    shown = policies.shown(visitor.session, circle.id, int(cell))
    if shown is None:
        return []
    return [Line(visitor.say("web.ask.seen_as", circle=circle.name)), where.seen_as(visitor, circle, shown)]


def _code(visitor: Visitor, ticket: str, problem: Problem | None = None) -> Page:
    say = visitor.say
    under_way = codes.sent(visitor, ticket)
    back = ("/ask/check", say("web.in.other_address"))
    if under_way is None:
        return Page(say("problem.code_expired.title"), (Line(say("problem.code_expired.detail")),), 422, back)
    error = refused.sentence(visitor, problem) if problem else ""
    fields = (*codes.fields(visitor, ticket, error=error), own_phone_field(visitor))
    buttons = (Button("post", say("web.ask.post")), Button("again", say("web.in.again"), quiet=True))
    form = Form(buttons, fields, action="/ask/code")
    return Page(
        say("web.in.code_title"), (Line(codes.told(visitor, under_way)), form), codes.status(problem), back
    )
