"""Coming in by the word on a card, or a code that somebody who speaks for one has made."""

from fastapi import Response

from core import limits
from core.errors import Problem, TooMany, Unauthorized
from services.representation import take_overs
from web.answers import refused
from web.answers.chrome import draw
from web.coming import codes, coming_in
from web.coming.sign_in_first import carried, carrying, on
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.pages.sign_in import OWN_PHONE, own_phone_field
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Line, Page

router = new_router()
LONGEST = 40


@router.get("/in/card")
def show_card(visitor: Anyone) -> Response:
    """Asks for the word on a card."""
    if visitor.caller is not None:
        return go(on(visitor))
    return draw(visitor, _page(visitor))


@router.post("/in/card")
def sign_in_with_card(visitor: Anyone) -> Response:
    """Signs in by it: from then on nobody speaks for them but they themselves."""
    try:
        word = typed(visitor)
        device_name = coming_in.device_name(visitor)
        began = take_overs.take_over(visitor.session, word=word, device_name=device_name, now=visitor.now)
    except (Unauthorized, TooMany) as problem:
        return draw(visitor, _page(visitor, problem))
    coming_in.enter(visitor, began, own_phone=bool(visitor.fields.one(OWN_PHONE)))
    return go(on(visitor))


def typed(visitor: Visitor) -> str:
    """The word as it was typed, one more try of this network counted. Raises TooMany."""
    limits.take(visitor.session, limits.CODE_TRIES_PER_NETWORK, visitor.network, visitor.now)
    return visitor.fields.one("card")[:LONGEST]


def field(visitor: Visitor, problem: Problem | None = None) -> Field:
    """Where the word is typed."""
    error = refused.sentence(visitor, problem) if problem else ""
    return Field("card", visitor.say("web.in.card_word"), error=error, autocomplete="off", longest=LONGEST)


def _page(visitor: Visitor, problem: Problem | None = None) -> Page:
    say = visitor.say
    fields = (field(visitor, problem), own_phone_field(visitor), carried(visitor))
    form = Form((Button("in", say("web.menu.sign_in")),), fields, action="/in/card")
    back = (carrying(visitor, "/in"), say("web.in.by_code"))
    return Page(say("web.in.have_card"), (Line(say("web.in.card_intro")), form), codes.status(problem), back)
