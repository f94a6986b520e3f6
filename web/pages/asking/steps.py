"""The steps of asking, in their order: each a page with one question, and each leads on to the next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from fastapi import Response

from core.errors import NotFound, Problem
from core.models import Community
from core.models.columns import Json
from services.communities import directory
from web.answers import refused
from web.coming.visitor import Visitor
from web.door import go
from web.pages.asking import draft
from web.pages.asking.draft import Said
from web.parts import numbers
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Page, Part

Step = Literal["what", "where", "when", "words", "more", "check"]
PATHS: dict[Step, str] = {
    "what": "/ask/what",
    "where": "/ask/where",
    "when": "/ask/when",
    "words": "/ask/words",
    "more": "/ask/more",
    "check": "/ask/check",
}
_ORDER: tuple[Step, ...] = ("what", "where", "when", "words", "check")
_ANSWERS: dict[Step, str] = {"what": "what", "where": "where", "when": "urgency"}
"""What has to be said before one can go on, by its question."""
_THEN = "then"


def missing(said: Said, step: Step) -> Response | None:
    """The way to the first question that has no answer yet and comes before this one; None where all have."""
    for before, answer in _ANSWERS.items():
        if step == before:
            return None
        if not said.get(answer):
            return go(PATHS[before])
    return None


def on(visitor: Visitor, step: Step) -> Response:
    """To the next question; back to where all of it stands together for whoever changed one answer there."""
    if visitor.fields.one(_THEN) == "check" or step == "more":
        return go(PATHS["check"])
    return go(PATHS[_ORDER[_ORDER.index(step) + 1]])


def then(visitor: Visitor) -> Field:
    """What a step's form carries of where it leads."""
    value = "check" if "check" in (visitor.asked(_THEN), visitor.fields.one(_THEN)) else ""
    return Field(_THEN, kind="hidden", value=value)


def change(step: Step) -> str:
    """The way from where all of it stands together to one question, and back."""
    return f"{PATHS[step]}?{_THEN}=check"


def go_on(visitor: Visitor) -> Button:
    return Button("on", visitor.say("web.ask.on"))


def circle(visitor: Visitor, said: Said) -> Community | None:
    """The circle that is asked, as far as it is known: that of the place, else the one they came by, or their own."""
    for name in ("circle", "c"):
        known = said.get(name)
        if known:
            return _named(visitor, str(known))
    return visitor.circle


def _named(visitor: Visitor, name: str) -> Community | None:
    try:
        return directory.by_name(visitor.session, name)
    except NotFound:
        return None


def filled(
    visitor: Visitor, fields: Sequence[Field], said: Said, problem: Problem | None
) -> tuple[Field, ...]:
    """A step's fields with what was said before; where it was not taken, with what was sent, and what is wrong."""
    errors = refused.at_fields(visitor, problem)
    return tuple(
        replace(_filled(visitor, field, said, problem), error=errors.get(field.name, "")) for field in fields
    )


def _filled(visitor: Visitor, field: Field, said: Said, problem: Problem | None) -> Field:
    value = visitor.fields.one(field.name) if problem is not None else _written(said.get(field.name))
    return replace(field, picked=(value,)) if field.choices else replace(field, value=value)


def _written(answer: Json) -> str:
    """As a field has it: a tick that was made is "yes", a number as short as it is."""
    if isinstance(answer, bool):
        return "yes" if answer else ""
    if isinstance(answer, float):
        return numbers.short(answer)
    return "" if answer is None else str(answer)


def page(visitor: Visitor, step: Step, title: str, parts: tuple[Part, ...], *, status: int = 200) -> Page:
    """A step: its question, the way back, and a way to have it all forgotten."""
    at = _ORDER.index(step) if step in _ORDER else len(_ORDER) - 1
    back = (PATHS[_ORDER[at - 1]] if at else "/", visitor.say("web.ask.back"))
    forget = Form((Button("forget", visitor.say("web.ask.forget"), quiet=True),), action="/ask", aside=True)
    begun = (forget,) if draft.secret(visitor) else ()
    return Page(title, (*parts, *begun), status, back)
