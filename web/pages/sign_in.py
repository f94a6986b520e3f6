"""Coming in by a one-time code: an address, then the code that went there."""

from fastapi import Response

from core.errors import Invalid, Problem, TooMany, Unauthorized
from doors.firebase import NotOffered
from services.people import sign_in
from web.answers import refused
from web.answers.chrome import draw
from web.coming import codes, coming_in
from web.coming.sign_in_first import carried, carrying, on
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Line, Page, Part, Way, Ways

router = new_router()
OWN_PHONE = "own_phone"


@router.get("/in")
def show_sign_in(visitor: Anyone) -> Response:
    """Asks for an address; whoever is signed in goes on to where they were on their way to."""
    if visitor.caller is not None:
        return go(on(visitor))
    return draw(visitor, _asks_address(visitor))


@router.post("/in")
def ask_for_code(visitor: Anyone) -> Response:
    """Has a code sent. The answer is the same for whoever is known and whoever is not."""
    try:
        ticket = codes.send(visitor, *codes.typed_address(visitor))
    except (Invalid, TooMany, NotOffered) as problem:
        return draw(visitor, _asks_address(visitor, problem))
    return go(carrying(visitor, f"/in/code?{codes.TICKET}={ticket}"))


def _asks_address(visitor: Visitor, problem: Problem | None = None) -> Page:
    say = visitor.say
    error = refused.sentence(visitor, problem) if problem else ""
    field = codes.address_field(visitor, typed=visitor.fields.one("address"), error=error)
    form = Form((Button("send", say("web.in.send")),), (field, carried(visitor)), action="/in")
    ways = Ways((Way(carrying(visitor, "/in/card"), say("web.in.have_card")),))
    parts: tuple[Part, ...] = (Line(say("web.in.intro")), form, ways)
    return Page(say("web.menu.sign_in"), parts, problem.status if problem else 200)


@router.get("/in/code")
def show_code(visitor: Anyone) -> Response:
    """Asks for the code that was sent."""
    if visitor.caller is not None:
        return go(on(visitor))
    return draw(visitor, _asks_code(visitor, visitor.asked(codes.TICKET)))


@router.post("/in/code")
def sign_in_with_code(visitor: Anyone) -> Response:
    """Signs in with the code; or has another one sent."""
    try:
        if visitor.fields.one("do") == "again":
            return go(
                carrying(visitor, f"/in/code?{codes.TICKET}={codes.send_again(visitor)}"), said="code_sent"
            )
        challenge, code = codes.typed(visitor)
        device_name = coming_in.device_name(visitor)
        began = sign_in.with_code(
            visitor.session, challenge_id=challenge, code=code, device_name=device_name, now=visitor.now
        )
    except (Invalid, Unauthorized, TooMany) as problem:
        return draw(visitor, _asks_code(visitor, visitor.fields.one(codes.TICKET), problem))
    coming_in.enter(visitor, began, own_phone=bool(visitor.fields.one(OWN_PHONE)))
    return go(on(visitor))


def _asks_code(visitor: Visitor, ticket: str, problem: Problem | None = None) -> Page:
    """The page that takes the code of this ticket, or says that it is over."""
    say = visitor.say
    back = (carrying(visitor, "/in"), say("web.in.other_address"))
    under_way = codes.sent(visitor, ticket)
    if under_way is None:
        return Page(say("problem.code_expired.title"), (Line(say("problem.code_expired.detail")),), 422, back)
    error = refused.sentence(visitor, problem) if problem else ""
    fields = (*codes.fields(visitor, ticket, error=error), own_phone_field(visitor), carried(visitor))
    buttons = (Button("in", say("web.menu.sign_in")), Button("again", say("web.in.again"), quiet=True))
    parts = (Line(codes.told(visitor, under_way)), Form(buttons, fields, action="/in/code"))
    return Page(say("web.in.code_title"), parts, codes.status(problem), back)


def own_phone_field(visitor: Visitor) -> Field:
    """Whether this phone is theirs; nobody is signed in for long who does not say so."""
    return Field(
        OWN_PHONE,
        visitor.say("web.in.own_phone"),
        "checkbox",
        visitor.fields.one(OWN_PHONE),
        note=visitor.say("web.in.own_phone_note"),
        needed=False,
    )
