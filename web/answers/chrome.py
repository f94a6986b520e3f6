"""What stands around each page: where else one may go, the circle and how it is reached, the emergency lines."""

from dataclasses import dataclass

from fastapi import Response

from core.models import Community
from doors import etags
from matching.words.values import Point
from matching.words.vocabulary import Role
from services.places import cells
from texts.catalogue import keys
from web.answers import kept
from web.coming.visitor import Visitor
from web.parts import circle as circle_facts
from web.parts import render
from web.parts.shapes import Fact, Page
from web.reader import Reader

DESK = "/desk"
"""The desks of whoever answers for a circle."""
_SIGNED_IN = (
    ("/my", "web.menu.my"),
    ("/near", "web.menu.near"),
    ("/help", "web.menu.help"),
    ("/me", "web.menu.me"),
)
_STRANGER = (("/ask", "web.menu.ask"), ("/help", "web.menu.help"), ("/in", "web.menu.sign_in"))


@dataclass(frozen=True, slots=True)
class Menu:
    """Somewhere to go, on every page. `here`: it is this page."""

    href: str
    label: str
    here: bool


def draw(visitor: Visitor, page: Page, *, circle: Community | None = None) -> Response:
    """The page of a visitor, in their language. `circle`: the one it is about; else the visitor's own.

    On somebody's own phone it may be kept, if the browser asks each time whether it is still so; else nothing is, and
    nothing of a desk anywhere.
    """
    about = circle or visitor.circle
    may_be_kept = visitor.own_phone and page.desk is None
    headers = {"Cache-Control": etags.MAY_BE_KEPT if may_be_kept else "no-store"}
    return render.draw_whole(
        kept.put_in(visitor, page),
        visitor.locale,
        headers,
        visitor=visitor,
        ways=menu(visitor),
        menu=visitor.say("web.menu"),
        circle=_facts(visitor, about) if about is not None else None,
        said=said(visitor),
    )


def menu(visitor: Visitor) -> list[Menu]:
    ways = _SIGNED_IN if visitor.caller is not None else _STRANGER
    if visitor.caller is not None and visitor.caller.communities(Role.COORDINATOR):
        ways = ((DESK, "web.menu.desk"), *ways)
    if visitor.caller is not None and not visitor.own_phone:
        ways = (*ways, ("/out", "web.menu.sign_out"))
    return [Menu(path, visitor.say(name), visitor.path == path) for path, name in ways]


def said(visitor: Visitor) -> str:
    """What was done just now, before this page was gone to; empty for what nobody says here, and for a link that
    somebody else made up: it would tell of what never happened.
    """
    if visitor.request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return ""
    key = f"web.said.{visitor.asked('said')}"
    return visitor.say(key) if key in keys(visitor.locale) else ""


def _facts(reader: Reader, about: Community) -> tuple[Fact, ...]:
    """A circle as every page tells of it, with the emergency lines of its middle."""
    middle = cells.of_place(Point(about.lat, about.lon))
    return tuple(circle_facts.facts(reader, about, middle, href=f"/c/{about.slug}"))
