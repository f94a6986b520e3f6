"""The fourth question: what it is, in one's own words; and, folded away, who may come, what it costs, who sees it."""

from fastapi import Response

from core.errors import Invalid, Problem
from matching.words.values import Cost
from matching.words.vocabulary import Decide, TrustLevel, Urgency, VisibleTo, WhoHelps
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone
from web.door import router as new_router
from web.pages.asking import draft, steps, when
from web.pages.asking.draft import Said
from web.pages.needs import costs
from web.pages.needs.criteria import BY, DECIDE, FARTHEST_KM, TRUST, VISIBLE
from web.parts import choosing, typed, written
from web.parts.fields import Field, Form
from web.parts.shapes import Line, Page, Part

router = new_router()


@router.get("/ask/words")
def show_words(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    return steps.missing(said, "words") or draw(visitor, _words(visitor, said))


@router.post("/ask/words")
def say_words(visitor: Anyone) -> Response:
    said, fields = draft.read(visitor), visitor.fields
    elsewhere = steps.missing(said, "words")
    if elsewhere is not None:
        return elsewhere
    try:
        draft.say(
            visitor,
            title=written.line(fields, "title", needed=False),
            details=written.text(fields, "details", needed=False),
            private_note=written.text(fields, "private_note", needed=False),
        )
    except Invalid as problem:
        return draw(visitor, _words(visitor, said, problem))
    return steps.on(visitor, "words")


def _words(visitor: Visitor, said: Said, problem: Problem | None = None) -> Page:
    say = visitor.say
    longest = written.LONGEST_TEXT
    private = say("web.need.private")
    fields = (
        Field("title", say("web.edit.title"), needed=False, note=say("web.ask.words_note")),
        Field("details", say("web.edit.details"), "long", needed=False, longest=longest),
        Field("private_note", say("web.need.note"), "long", needed=False, longest=longest, note=private),
    )
    urgent = said.get("urgency") == Urgency.URGENT
    parts: list[Part] = [*(when.in_danger(visitor, said) if urgent else ())]
    told = (*steps.filled(visitor, fields, said, problem), steps.then(visitor))
    form = Form((steps.go_on(visitor),), told, action="/ask/words")
    status = problem.status if problem is not None else 200
    return steps.page(visitor, "words", say("web.ask.words"), (*parts, form), status=status)


@router.get("/ask/more")
def show_more(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    return steps.missing(said, "more") or draw(visitor, _more(visitor, said))


@router.post("/ask/more")
def say_more(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    elsewhere = steps.missing(said, "more")
    if elsewhere is not None:
        return elsewhere
    try:
        draft.say(visitor, **_said(visitor))
    except Invalid as problem:
        return draw(visitor, _more(visitor, said, problem))
    return steps.on(visitor, "more")


def _said(visitor: Visitor) -> Said:
    """What is written down of it. Raises Invalid."""
    fields = visitor.fields
    far, cost = fields.one("max_distance_km"), costs.read(fields)
    return {
        "min_trust": written.word(fields, "min_trust", TrustLevel),
        "by_whom": written.word(fields, "by_whom", WhoHelps),
        "decide": written.word(fields, "decide", Decide),
        "max_distance_km": typed.kilometres(far, "/max_distance_km", most=FARTHEST_KM) if far else None,
        "allies": bool(fields.one("allies")),
        "visible_to": written.word(fields, "visible_to", VisibleTo) if fields.one("visible_to") else None,
        "cost": cost.kind,
        "up_to": cost.up_to,
        "currency": cost.currency,
    }


def _more(visitor: Visitor, said: Said, problem: Problem | None = None) -> Page:
    say = visitor.say
    usual: Said = {"min_trust": "new", "by_whom": "either", "decide": "i_choose", "cost": "none"}
    fields = (
        choosing.one_of(visitor, "min_trust", "web.edit.trust", TRUST),
        choosing.one_of(visitor, "by_whom", "web.edit.by", BY),
        choosing.one_of(visitor, "decide", "web.edit.decide", DECIDE),
        choosing.one_of(visitor, "visible_to", "web.ask.seen_by", VISIBLE),
        Field("max_distance_km", say("web.edit.max_distance_km"), "number", needed=False),
        Field("allies", say("web.edit.allies"), "checkbox", needed=False),
        *costs.fields(visitor, Cost()),
    )
    told = steps.filled(visitor, fields, usual | said, problem)
    form = Form((steps.go_on(visitor),), told, action="/ask/more")
    parts = (Line(say("web.ask.more_what")), form)
    return steps.page(visitor, "more", say("web.ask.more"), parts, status=problem.status if problem else 200)
