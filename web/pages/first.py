"""The first page: on to one's own where somebody is signed in, to the circle where there is one; else to find one."""

from urllib.parse import quote

from fastapi import Response

from core.models import Community
from services.communities import directory
from texts.lists import listed
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone, go
from web.door import router as new_router
from web.pages.circles.address import path
from web.parts import written
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part, Way, Ways

router = new_router()
SHOWN = 20
_LONGEST = 80


@router.get("/")
def show_first(visitor: Anyone) -> Response:
    said = visitor.asked("said")
    if visitor.caller is not None:
        return go("/my", said=said)
    sought = visitor.asked("q")[:_LONGEST]
    if not sought:
        some = directory.search(visitor.session, near=None, words=None, after=None, limit=2)
        if len(some) == 1:
            return go(path(some[0]), said=said)
    return draw(visitor, _page(visitor, sought))


@router.post("/")
def search(visitor: Anyone) -> Response:
    sought = written.line(visitor.fields, "q", needed=False, longest=_LONGEST)
    return go(f"/?q={quote(sought)}" if sought else "/")


def _page(visitor: Visitor, sought: str) -> Page:
    found = directory.search(visitor.session, near=None, words=sought or None, after=None, limit=SHOWN)
    field = Field("q", visitor.say("web.first.search"), value=sought, needed=False, longest=_LONGEST)
    parts: list[Part] = [
        Line(visitor.say("web.circle.what")),
        Form((Button("search", visitor.say("web.first.find")),), (field,)),
        Items(
            tuple(_item(circle, sought, visitor.locale) for circle in found), visitor.say("web.first.none")
        ),
        Ways(
            (
                Way("/found", visitor.say("web.found.title")),
                Way("/how", visitor.say("web.circle.how")),
            )
        ),
    ]
    return Page(visitor.say("web.first.title"), tuple(parts))


def _item(circle: Community, sought: str, locale: str) -> Item:
    """A circle, with the places of it that were looked for."""
    there = [
        place.name for place in circle.landmarks if sought and sought.casefold() in place.name.casefold()
    ]
    lines = (listed(there[:3], locale),) if there else ()
    return Item(circle.name, path(circle), lines, words=(circle.about or "")[:200] or None)
