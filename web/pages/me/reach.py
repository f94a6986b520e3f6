"""How somebody is reached: their mailbox and number, and proving one by a code that goes there."""

from collections.abc import Iterator

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Malformed, Problem, TooMany, Unauthorized
from core.models.person import ContactKind
from doors.firebase import NotOffered
from services.people import profile, proving
from services.people.profile import Profile, ProfileChanges
from web.answers import refilled, refused
from web.answers.chrome import draw
from web.coming import codes
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import written
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact, Facts, Heading, Line, Page, Part

router = new_router()
PATH = "/me/reach"


@router.get(PATH)
def show_reach(visitor: SignedIn) -> Response:
    """How one is reached; where a code is under way, where it is typed."""
    return draw(visitor, _page(visitor, visitor.asked(codes.TICKET)))


@router.post(PATH)
def change_reach(visitor: SignedIn) -> Response:
    """Writes down a number, has a code sent to an address, or takes the code."""
    do = visitor.fields.one("do")
    if do == "phone":
        return _write_down(visitor)
    try:
        match do:
            case "send":
                return _to_code(codes.send(visitor, *codes.typed_address(visitor)))
            case "again":
                return _to_code(codes.send_again(visitor))
            case "code":
                challenge, code = codes.typed(visitor)
                proving.prove(visitor.session, visitor.me, challenge_id=challenge, code=code, now=visitor.now)
                return go(PATH, said="address_proved")
    except Forbidden as problem:
        if problem.code == "step_up_needed":
            raise
        return draw(visitor, _page(visitor, visitor.fields.one(codes.TICKET), problem))
    except (Invalid, Unauthorized, Conflict, TooMany, NotOffered) as problem:
        return draw(visitor, _page(visitor, visitor.fields.one(codes.TICKET), problem))
    raise Malformed


def _write_down(visitor: Visitor) -> Response:
    """A number by which whoever helps rings them; it signs nobody in before it is proved."""
    with refilled.looked_at_again(visitor, lambda: _page(visitor, "")):
        number = written.telephone(visitor.fields)
        profile.edit(visitor.session, visitor.me, ProfileChanges(phone=number), now=visitor.now)
    return go(PATH, said="saved")


def _to_code(ticket: str) -> Response:
    return go(f"{PATH}?{codes.TICKET}={ticket}", said="code_sent")


def _page(visitor: Visitor, ticket: str, problem: Problem | None = None) -> Page:
    own = profile.opened(visitor.session, profile.get(visitor.session, visitor.me))
    parts: list[Part] = [Facts(tuple(_facts(visitor, own)))] if own.contacts else []
    parts += [*_proving(visitor, ticket, problem), *_number(visitor, own)]
    back = ("/me", visitor.say("web.menu.me"))
    return Page(visitor.say("web.reach.title"), tuple(parts), codes.status(problem), back=back)


def _facts(visitor: Visitor, own: Profile) -> Iterator[Fact]:
    names = {ContactKind.EMAIL: "page.email", ContactKind.PHONE: "page.phone"}
    for kind, address in own.contacts.items():
        note = "web.reach.proved" if kind in own.proved else "web.reach.not_proved"
        yield Fact(visitor.say(names[kind]), address, note=visitor.say(note))


def _proving(visitor: Visitor, ticket: str, problem: Problem | None) -> Iterator[Part]:
    """Where an address is typed, or the code that went to it."""
    say = visitor.say
    error = refused.sentence(visitor, problem) if problem is not None else ""
    under_way = codes.sent(visitor, ticket) if ticket else None
    yield Heading(say("web.reach.prove"))
    if under_way is not None:
        buttons = (Button("code", say("web.in.show_it")), Button("again", say("web.in.again"), quiet=True))
        yield Line(codes.told(visitor, under_way))
        yield Form(buttons, codes.fields(visitor, ticket, error=error))
        return
    typed = visitor.fields.one("address")
    yield Line(say("web.reach.why"))
    yield Form(
        (Button("send", say("web.in.send")),), (codes.address_field(visitor, typed=typed, error=error),)
    )


def _number(visitor: Visitor, own: Profile) -> Iterator[Part]:
    say = visitor.say
    yield Heading(say("web.reach.number"))
    number = Field("phone", say("page.phone"), "tel", own.contacts.get(ContactKind.PHONE, ""), needed=False)
    yield Form((Button("phone", say("web.save"), quiet=True),), (number,), lines=(say("web.reach.rung"),))
