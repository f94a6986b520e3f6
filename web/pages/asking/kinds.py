"""The first question: for whom, and what for; each kind of help with its sign, the most usual first."""

from fastapi import Response

from core.errors import Malformed
from core.models import Community
from matching.words.categories import CATEGORIES
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.pages.asking import draft, for_whom, steps
from web.pages.asking.draft import Said
from web.pages.asking.for_whom import Voice
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Heading, Page, Part, Way, Ways
from web.parts.signs import sign

router = new_router()
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "web.ask.kinds.usual",
        ("groceries", "cooked_meals", "medicine_pickup", "ride", "company_call", "errands"),
    ),
    (
        "web.ask.kinds.things",
        ("water", "baby_supplies", "hygiene", "clothing_bedding", "lend_tools", "power_charging"),
    ),
    ("web.ask.kinds.home", ("repair", "cleanup", "garden_wood", "moving_things", "shelter")),
    ("web.ask.kinds.people", ("childcare", "health_visit_company", "pet_care")),
    ("web.ask.kinds.knowing", ("forms_offices", "translation", "tech_help", "learning")),
    ("web.ask.kinds.else", ("common_work", "something_else")),
)
"""Each kind once, in the order in which most people look for them."""
_C, _FOR = "c", "for"


@router.get("/ask")
def show_for_whom(visitor: Anyone) -> Response:
    """Asks for whom, where somebody speaks for others; else what for."""
    voices = for_whom.others(visitor)
    if not voices or visitor.asked(_FOR):
        return draw(visitor, _kinds(visitor))
    joint = f"&{_C}={visitor.asked(_C)}" if _is_plain(visitor.asked(_C)) else ""
    ways = [Way(f"/ask/what?{_FOR}={for_whom.ME}{joint}", visitor.say("web.ask.for_me"))]
    ways += [_way(visitor, voice, joint) for voice in voices]
    return draw(visitor, Page(visitor.say("web.ask.for_whom"), (Ways(tuple(ways)),)))


@router.post("/ask")
def forget(visitor: Anyone) -> Response:
    """Forgets what was written down so far."""
    draft.end(visitor)
    return go("/ask", said="forgotten")


@router.get("/ask/what")
def show_kinds(visitor: Anyone) -> Response:
    return draw(visitor, _kinds(visitor))


@router.post("/ask/what")
def choose_kind(visitor: Anyone) -> Response:
    """One press chooses the kind, and leads on."""
    kind, asked_for = visitor.fields.one("do"), visitor.fields.one(_FOR)
    if kind not in CATEGORIES:
        raise Malformed
    more: Said = {"what": kind}
    if _is_plain(visitor.fields.one(_C)):
        more |= {"c": visitor.fields.one(_C), "circle": None, "where": None}
    if asked_for:
        more |= for_whom.chosen(visitor, asked_for)
    draft.say(visitor, **more)
    return steps.on(visitor, "what")


def _way(visitor: Visitor, voice: Voice, joint: str) -> Way:
    note = visitor.say("web.help.organisation") if voice.is_organisation else ""
    return Way(f"/ask/what?{_FOR}={voice.value}{joint}", voice.name, note=note)


def _kinds(visitor: Visitor) -> Page:
    said = draft.read(visitor)
    circle = steps.circle(
        visitor, {**said, **({"circle": None, "c": visitor.asked(_C)} if visitor.asked(_C) else {})}
    )
    hidden = (
        Field(_C, kind="hidden", value=visitor.asked(_C)),
        Field(_FOR, kind="hidden", value=visitor.asked(_FOR)),
        steps.then(visitor),
    )
    parts: list[Part] = []
    for key, kinds in GROUPS:
        buttons = tuple(_button(visitor, kind) for kind in kinds if _is_used(circle, kind))
        if buttons:
            parts += [Heading(visitor.say(key)), Form(buttons, hidden, action="/ask/what", key=kinds[0])]
    return steps.page(visitor, "what", visitor.say("web.ask.what"), tuple(parts))


def _button(visitor: Visitor, kind: str) -> Button:
    return Button(kind, visitor.say(f"category.{kind}"), quiet=True, sign=sign(kind))


def _is_used(circle: Community | None, kind: str) -> bool:
    return circle is None or not circle.categories or kind in circle.categories


def _is_plain(slug: str) -> bool:
    """Whether it can be a circle's name in an address."""
    return 0 < len(slug) <= 80 and all(letter.isalnum() or letter == "-" for letter in slug)
