"""Showing once more that it is oneself, before what nobody is to do on a phone that was left lying."""

from fastapi import Response

from core.errors import Forbidden, Invalid, Malformed, Problem, TooMany, Unauthorized
from core.models.person import ContactKind
from doors.firebase import NotOffered
from services.people import proving
from services.representation import take_overs
from web.answers import refused
from web.answers.chrome import draw
from web.coming import codes, coming_in
from web.coming.sign_in_first import AGAIN, carried, carrying, on
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages import card
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Fold, Line, Page, Part, Way, Ways

router = new_router()


@router.get(AGAIN)
def show_step_up(visitor: SignedIn) -> Response:
    """Offers the ways there are: a code to an address of one's own, or a card."""
    return draw(visitor, _page(visitor, visitor.asked(codes.TICKET)))


@router.post(AGAIN)
def step_up(visitor: SignedIn) -> Response:
    """Has a code sent; or takes the code, or the card, and leads back to what was to be done."""
    try:
        match visitor.fields.one("do"):
            case "send":
                return _to_code(visitor, codes.send(visitor, *_chosen(visitor)))
            case "again":
                return _to_code(visitor, codes.send_again(visitor))
            case "code":
                challenge, code = codes.typed(visitor)
                proving.once_more_by_code(
                    visitor.session, visitor.me, challenge_id=challenge, code=code, now=visitor.now
                )
            case "card":
                word = card.typed(visitor)
                take_overs.once_more_by_card(visitor.session, visitor.me, word=word, now=visitor.now)
            case _:
                raise Malformed
    except (Invalid, Unauthorized, Forbidden, TooMany, NotOffered) as problem:
        return draw(visitor, _page(visitor, visitor.fields.one(codes.TICKET), problem))
    coming_in.renew(visitor, visitor.me)
    return go(on(visitor), said="proved")


def _to_code(visitor: Visitor, ticket: str) -> Response:
    return go(carrying(visitor, f"{AGAIN}?{codes.TICKET}={ticket}"), said="code_sent")


def _ways(visitor: Visitor) -> dict[str, tuple[ContactKind, str]]:
    """The addresses a code may go to, by what a form sends for them."""
    found = proving.ways(visitor.session, visitor.me.person_id, now=visitor.now)
    texts = visitor.settings.sends_sms
    return {str(at): way for at, way in enumerate(found) if texts or way[0] is not ContactKind.PHONE}


def _chosen(visitor: Visitor) -> tuple[ContactKind, str]:
    way = _ways(visitor).get(visitor.fields.one("way"))
    if way is None:
        raise Invalid("/way", "missing")
    return way


def _page(visitor: Visitor, ticket: str, problem: Problem | None = None) -> Page:
    say = visitor.say
    done = visitor.fields.one("do")
    on_card = Form(
        (Button("card", say("web.in.show_it")),),
        (card.field(visitor, problem if done == "card" else None), carried(visitor)),
        action=AGAIN,
        key="card",
    )
    parts: list[Part] = [Line(say("web.in.once_more"))]
    parts += _by_code(visitor, ticket, problem if done != "card" else None)
    parts.append(Fold(say("web.in.have_card"), (on_card,), open=done == "card"))
    return Page(say("problem.step_up_needed.title"), tuple(parts), codes.status(problem))


def _by_code(visitor: Visitor, ticket: str, problem: Problem | None) -> list[Part]:
    """Where a code is under way, where it is typed; else where it may go."""
    say = visitor.say
    error = refused.sentence(visitor, problem) if problem else ""
    under_way = codes.sent(visitor, ticket) if ticket else None
    if under_way is not None:
        buttons = (Button("code", say("web.in.show_it")), Button("again", say("web.in.again"), quiet=True))
        fields = (*codes.fields(visitor, ticket, error=error), carried(visitor))
        return [Line(codes.told(visitor, under_way)), Form(buttons, fields, action=AGAIN)]
    ways = _ways(visitor)
    if not ways:
        return [Line(say("web.in.no_way")), Ways((Way("/me", say("web.menu.me")),))]
    choices = tuple(Choice(value, address) for value, (_, address) in ways.items())
    where = Field("way", say("web.in.where_to"), "one_of", error=error, choices=choices, picked=("0",))
    return [Form((Button("send", say("web.in.send")),), (where, carried(visitor)), action=AGAIN)]
