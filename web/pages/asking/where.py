"""The second question: where it is, and the door in one's own words; and whether any circle is there at all."""

from dataclasses import replace

from fastapi import Response

from core import places
from core.errors import Conflict, Invalid, Problem
from core.models import Community
from core.models.columns import Json
from doors.forms import Fields
from matching.rules.distance import km
from matching.words.values import Point
from matching.words.vocabulary import CommunityState, Role
from services.communities import directory
from services.places import cells
from web.answers import refused
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone
from web.door import router as new_router
from web.pages.asking import draft, for_whom, steps
from web.pages.asking.draft import Said
from web.pages.circles.address import path
from web.parts import written
from web.parts.fields import Choice, Field, Form, Tap
from web.parts.shapes import Line, Notice, Page, Part, Picture, Way, Ways
from web.places import landmarks, pictures, where

router = new_router()
_MOST_CIRCLES = 30


@router.get("/ask/where")
def show_where(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    return steps.missing(said, "where") or draw(visitor, _page(visitor, said))


@router.post("/ask/where")
def say_where(visitor: Anyone) -> Response:
    """Writes down where it is, and which circle it will be asked of. A tap is one more place of the list, chosen."""
    said = draft.read(visitor)
    elsewhere = steps.missing(said, "where")
    if elsewhere is not None:
        return elsewhere
    if where.was_tapped(visitor.fields):
        return draw(visitor, _page(visitor, said))
    circle = steps.circle(visitor, said)
    try:
        more = _said(visitor, said, circle) if circle is not None else _which(visitor, said)
    except (Invalid, Conflict) as problem:
        return draw(visitor, _page(visitor, said, problem))
    draft.say(visitor, **more)
    return steps.on(visitor, "where") if more["where"] else draw(visitor, _page(visitor, said | more))


def seen_as(visitor: Visitor, circle: Community, cell: int) -> Picture:
    """The picture of the circle's cells, on which the one that others see is marked."""
    src = f"{path(circle, 'cells.svg')}?marked={places.name(cell)}"
    return Picture(src, visitor.say("web.where.shown"), pictures.SIDE, pictures.SIDE)


def _said(visitor: Visitor, said: Said, circle: Community) -> Said:
    """What is written down of it. Raises Invalid, and Conflict where no circle is there."""
    fields, value = visitor.fields, visitor.fields.one(where.PLACE)
    place: Point | int | None = where.pasted(fields)
    if place is not None:
        value = ""
    elif value in ("", where.MIDDLE):
        raise Invalid(f"/{where.PLACE}", "place_needed")
    else:
        place = where.chosen(circle, fields)
    asked = circle if place is None else _circle_of(visitor, said, circle, place)
    return {
        "where": _written(place),
        "value": value,
        "near": next((one.name for one in landmarks.to_choose(circle) if one.value == value), ""),
        "circle": str(asked.id),
        "door": written.line(fields, "door", needed=False),
        "to": _to(visitor, circle),
    }


def _which(visitor: Visitor, said: Said) -> Said:
    """Which circle is asked, where none was known: by name, or by a place."""
    place = where.pasted(visitor.fields)
    if place is not None:
        return {
            "where": _written(place),
            "value": "",
            "near": "",
            "circle": str(_circle_of(visitor, said, None, place).id),
        }
    name = written.line(visitor.fields, "c")
    return {"c": name, "circle": None, "where": None}


def _written(place: Point | int | None) -> Json:
    if place is None:
        return {"afar": True}
    cell = cells.of_place(place)
    if isinstance(place, Point):
        return {"lat": place.lat, "lon": place.lon, "cell": cell}
    return {"area": place, "cell": cell}


def _circle_of(visitor: Visitor, said: Said, circle: Community | None, place: Point | int) -> Community:
    """The circle they came by, or are in, where it holds the place; else the nearest that does. Raises Conflict."""
    cell = cells.of_place(place)
    assert cell is not None
    away = km(cells.middle(cell), Point(circle.lat, circle.lon)) if circle is not None else 0
    if circle is not None and away <= circle.reach_km and _may_ask(visitor, circle):
        return circle
    if visitor.caller is None:
        return directory.around(visitor.session, cell, visitor.locale)[0].community
    author_id = for_whom.person(said) or visitor.caller.person_id
    acting = for_whom.organisation(said)
    return directory.usual(visitor.session, visitor.caller, cell, author_id=author_id, organisation_id=acting)


def _may_ask(visitor: Visitor, circle: Community) -> bool:
    """Of a circle that nobody recognised yet only its members ask."""
    if circle.state is CommunityState.RECOGNISED:
        return True
    return visitor.caller is not None and visitor.caller.is_at_least(Role.MEMBER, circle.id)


def _to(visitor: Visitor, circle: Community) -> Json:
    """Where a ride goes, where it goes to a place that everybody knows."""
    chosen = visitor.fields.one("to")
    if not chosen:
        return None
    place = landmarks.place_of(circle, chosen)
    if place is None:
        raise Invalid("/to", "not_a_place")
    return {"lat": place.lat, "lon": place.lon}


def _page(visitor: Visitor, said: Said, problem: Problem | None = None) -> Page:
    circle = steps.circle(visitor, said)
    errors = refused.at_fields(visitor, problem)
    parts: list[Part] = [*(_nobody_here(visitor, problem) if isinstance(problem, Conflict) else ())]
    fields = _fields(visitor, said, circle) if circle is not None else _which_circle(visitor)
    told = [replace(field, error=errors.get(field.name, "")) for field in fields]
    form = Form((steps.go_on(visitor),), (*told, steps.then(visitor)), action="/ask/where")
    parts += [Line(visitor.say("web.ask.where_what")), form]
    title = visitor.say("web.ask.where")
    return steps.page(visitor, "where", title, tuple(parts), status=problem.status if problem else 200)


def _fields(visitor: Visitor, said: Said, circle: Community) -> list[Field | Tap]:
    sent = visitor.fields if visitor.fields.pairs else Fields(((where.PLACE, str(said.get("value") or "")),))
    kind = str(said["what"])
    nobody_guesses = Choice("", "–")
    fields = [*where.fields(visitor, circle, sent, afar=kind in where.FROM_AFAR, first=nobody_guesses)]
    fields.append(where.spot(visitor, sent))
    known = landmarks.to_choose(circle)
    if kind in where.GOES_SOMEWHERE and known:
        choices = (Choice("", "–"), *(Choice(one.value, one.name) for one in known))
        to = Field(
            "to", visitor.say("web.ask.to"), "select", choices=choices, picked=(sent.one("to"),), needed=False
        )
        fields.append(to)
    door = visitor.fields.one("door") or str(said.get("door") or "")
    note = visitor.say("web.ask.door_note")
    return [*fields, Field("door", visitor.say("page.door"), value=door, note=note, needed=False)]


def _which_circle(visitor: Visitor) -> list[Field | Tap]:
    """Where no circle is known: those there are, or a place."""
    circles = directory.search(visitor.session, near=None, words=None, after=None, limit=_MOST_CIRCLES)
    choices = (Choice("", "–"), *(Choice(one.slug, one.name) for one in circles))
    label = visitor.say("web.ask.which_circle")
    named = Field("c", label, "select", choices=choices, picked=("",), needed=False)
    return [named, where.spot(visitor, visitor.fields)]


def _nobody_here(visitor: Visitor, problem: Conflict) -> list[Part]:
    """That no circle is there: whom to call, which are near, and that one may found one."""
    near = problem.extra.get("nearest", ())
    ways = [Way(path(directory.by_name(visitor.session, one["id"])), one["name"]) for one in near]
    found = Way("/found", visitor.say("web.ask.found"))
    return [Notice(refused.sentence(visitor, problem), "care"), Ways((*ways, found))]
