"""Founding a circle: what it takes, who recognises it, what a new one cannot do; then what it is called and where."""

from fastapi import Response

from core import time_zones
from core.errors import Invalid
from core.geography import country
from matching.words.values import Point
from matching.words.vocabulary import JoinPolicy
from services.communities import directory, founding
from services.communities.founding import CommunityDraft
from web import languages
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.pages.circles import edit, words
from web.pages.circles.address import path
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Heading, Line, Page, Part, Way, Ways
from web.places import spots_typed

router = new_router()
_REACHES = ("2", "5", "10", "25", "50")
"""Kilometres from the middle: a few streets, a part of a town, a town, its surroundings."""
_NEIGHBOURS = 100


@router.get("/found")
def show_founding(visitor: Anyone) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/found")
def found(visitor: SignedIn) -> Response:
    with looked_at_again(visitor, lambda: _page(visitor)):
        draft = _draft(visitor)
        community = founding.found_community(visitor.session, visitor.me, draft, now=visitor.now)
    return go(path(community, "poster"), said="founded")


def _draft(visitor: Visitor) -> CommunityDraft:
    sent = visitor.fields
    place = _place(visitor)
    if sent.one("reach") not in _REACHES:
        raise Invalid("/reach", "missing")
    return CommunityDraft(
        name=written.line(sent, "name", longest=60),
        place=place,
        reach_km=float(sent.one("reach")),
        languages=languages.chosen(sent) or [visitor.locale],
        time_zone=_zone(place),
        join_policy=written.word(sent, "join_policy", JoinPolicy),
        about=written.text(sent, "about", needed=False) or None,
        contact=edit.contact(visitor),
    )


def _place(visitor: Visitor) -> Point:
    """Where its middle is: as it was typed, else where a neighbouring circle has its own. Raises Invalid."""
    typed, near = visitor.fields.one("place"), visitor.fields.one("near")
    if not typed and near:
        neighbour = directory.by_name(visitor.session, near)
        return Point(neighbour.lat, neighbour.lon)
    return spots_typed.place(typed, "/place")


def _zone(place: Point) -> str:
    """The time zone whose city is nearest, in the country of the place."""
    codes = country.at(place.lat, place.lon)
    return time_zones.nearest(place.lat, place.lon, codes[0] if codes else None)


def _page(visitor: Visitor) -> Page:
    parts: list[Part] = [
        Line(visitor.say("web.found.takes")),
        Line(visitor.say("web.found.recognised_by")),
        Line(visitor.say("web.found.not_yet")),
    ]
    if visitor.caller is None:
        parts.append(Ways((Way("/in?next=/found", visitor.say("web.menu.sign_in"), bold=True),)))
    else:
        parts += [Heading(visitor.say("web.found.yours")), _form(visitor)]
    return Page(visitor.say("web.found.title"), tuple(parts), back=("/", visitor.say("web.to_the_beginning")))


def _neighbours(visitor: Visitor) -> tuple[Field, ...]:
    """Circles there are, for whoever has no map: the new one lies where one of them does."""
    known = directory.search(visitor.session, near=None, words=None, after=None, limit=_NEIGHBOURS)
    if not known:
        return ()
    choices = (Choice("", "–"), *(Choice(circle.slug, circle.name) for circle in known))
    return (Field("near", visitor.say("web.found.near"), "select", choices=choices, picked=("",)),)


def _form(visitor: Visitor) -> Form:
    say = visitor.say
    reaches = tuple(Choice(km, say("web.found.km", km=km)) for km in _REACHES)
    joined = tuple(Choice(policy, say(text)) for policy, text in words.JOINED_BY.items())
    fields = (
        Field("name", say("web.found.name"), note=say("web.found.name_note"), longest=60, autocomplete="off"),
        Field(
            "place",
            say("web.found.place"),
            "place",
            note=say("web.found.place_note"),
            here=say("web.found.here"),
        ),
        *_neighbours(visitor),
        Field("reach", say("web.found.reach"), "select", choices=reaches, picked=("5",)),
        *languages.fields(visitor, [visitor.locale]),
        Field("about", say("web.edit.about"), "long", needed=False, longest=4000),
        *edit.contact_fields(visitor, None),
        Field(
            "join_policy",
            say("web.edit.join_policy"),
            "one_of",
            choices=joined,
            picked=(JoinPolicy.APPROVAL,),
        ),
    )
    return Form((Button("found", say("web.found.do")),), fields)
