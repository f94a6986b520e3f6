"""Asking a circle to be called: a number, no code and no account; whoever answers for the circle calls."""

from fastapi import Response

from core import places
from core.errors import Invalid
from core.models import Community
from matching.words.categories import CATEGORIES
from services.calls import asking
from services.places import emergency
from texts.reasons import language_name
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.pages.circles.address import back, circle_of, path
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.render import NAMES
from web.parts.shapes import Fact, Facts, Line, Notice, Page, Part

router = new_router()


@router.get("/c/{circle}/call")
def show_call(circle: str, visitor: Anyone) -> Response:
    found = circle_of(visitor, circle)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post("/c/{circle}/call")
def ask_for_call(circle: str, visitor: Anyone) -> Response:
    """The answer is the same whatever is known of the number."""
    found = circle_of(visitor, circle)
    fields, urgent = visitor.fields, bool(visitor.fields.one("urgent"))
    with looked_at_again(visitor, lambda: _page(visitor, found)):
        asking.ask(
            visitor.session,
            found.id,
            phone=written.line(fields, "phone", longest=written.LONGEST_NUMBER),
            name=written.line(fields, "name", needed=False) or None,
            language=_language(visitor, found),
            about=fields.one("about") or None,
            urgent=urgent,
            network=visitor.network,
            now=visitor.now,
        )
    return go(path(found, "called") + ("?urgent=yes" if urgent else ""))


@router.get("/c/{circle}/called")
def show_called(circle: str, visitor: Anyone) -> Response:
    """What happens next, and when."""
    found = circle_of(visitor, circle)
    say = visitor.say
    parts: list[Part] = [Notice(say("web.call.done", circle=found.name))]
    if visitor.asked("urgent"):
        parts += _in_danger(visitor, found)
    parts += [Line(say("web.call.soon")), Line(say("web.call.never"), quiet=True)]
    return draw(visitor, Page(say("web.call.done_title"), tuple(parts), back=back(found)), circle=found)


def _language(visitor: Visitor, circle: Community) -> str:
    """The one that was chosen. Raises Invalid for what the form does not offer."""
    chosen = visitor.fields.one("language")
    if chosen not in _languages(visitor, circle):
        raise Invalid("/language", "missing")
    return chosen


def _languages(visitor: Visitor, circle: Community) -> dict[str, str]:
    """Those the circle speaks, and those the pages do, each as it names itself."""
    tags = dict.fromkeys((*circle.languages, *NAMES))
    return {tag: NAMES.get(tag) or language_name(tag, visitor.locale) for tag in tags}


def _page(visitor: Visitor, circle: Community) -> Page:
    say = visitor.say
    kinds = (Choice("", "–"), *(Choice(kind, say(f"category.{kind}")) for kind in CATEGORIES))
    languages = tuple(Choice(tag, name, lang=tag) for tag, name in _languages(visitor, circle).items())
    fields = (
        Field(
            "phone",
            say("web.call.phone"),
            "tel",
            note=say("web.call.phone_note"),
            longest=written.LONGEST_NUMBER,
        ),
        Field("name", say("web.call.name"), needed=False),
        Field("language", say("web.call.language"), "select", choices=languages, picked=(visitor.locale,)),
        Field("about", say("web.call.about"), "select", choices=kinds, picked=("",), needed=False),
        Field("urgent", say("web.call.urgent"), "checkbox", needed=False),
    )
    form = Form((Button("call", say("web.circle.call_me")),), fields)
    parts = (*_in_danger(visitor, circle), Line(say("web.call.what", circle=circle.name)), form)
    return Page(say("web.circle.call_me"), parts, back=back(circle))


def _in_danger(visitor: Visitor, circle: Community) -> list[Part]:
    """Whom to call at once where somebody is in danger, told before anything else."""
    here = places.cell_of(circle.lat, circle.lon)
    lines = emergency.lines(here, circle, locale=visitor.locale)
    if not lines:
        return []
    label = visitor.say("page.emergency")
    facts = tuple(Fact(label, line.phone, f"tel:{line.phone}", line.label) for line in lines)
    return [Line(visitor.say("web.ask.danger")), Facts(facts)]
