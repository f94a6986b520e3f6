"""The third question: how soon, or at which times of the next fourteen days; for how many, and how much of it."""

from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from fastapi import Response

from core.errors import Invalid, Problem
from matching.words.values import Window
from matching.words.vocabulary import Unit, Urgency
from services.places import emergency
from texts.catalogue import best
from web.answers import refused
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import Anyone
from web.door import router as new_router
from web.pages.asking import draft, steps
from web.pages.asking.draft import Said
from web.parts import day_parts, days, typed, week_grid, written
from web.parts.day_parts import DAY_PARTS
from web.parts.days import Day
from web.parts.fields import Choice, Field, Form, Grid, Row
from web.parts.shapes import Fact, Facts, Line, Page, Part

router = new_router()
TIMES = "at"
MOST_WINDOWS, MOST_PEOPLE, MOST = 20, 100_000, 1_000_000
UNITS: dict[str, Unit] = {
    "cooked_meals": Unit.PORTION,
    "water": Unit.LITRE,
    "baby_supplies": Unit.ITEM,
    "hygiene": Unit.ITEM,
    "clothing_bedding": Unit.ITEM,
    "moving_things": Unit.HELPER,
    "cleanup": Unit.HELPER,
    "garden_wood": Unit.HELPER,
    "common_work": Unit.HELPER,
}
"""Where it makes sense to say how much: what is counted. Else one comes, and does it."""
COUNTED = {
    Unit.PORTION: "web.ask.many_portions",
    Unit.LITRE: "web.ask.many_litres",
    Unit.ITEM: "web.ask.many_items",
    Unit.HELPER: "web.ask.many_helpers",
}


@router.get("/ask/when")
def show_when(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    return steps.missing(said, "when") or draw(visitor, _page(visitor, said))


@router.post("/ask/when")
def say_when(visitor: Anyone) -> Response:
    said = draft.read(visitor)
    elsewhere = steps.missing(said, "when")
    if elsewhere is not None:
        return elsewhere
    try:
        draft.say(visitor, **_said(visitor, said))
    except Invalid as problem:
        return draw(visitor, _page(visitor, said, problem))
    return steps.on(visitor, "when")


def zone(visitor: Visitor, said: Said) -> ZoneInfo:
    """In which the days and hours of what is asked for are meant: its circle's, else the visitor's."""
    circle = steps.circle(visitor, said)
    return ZoneInfo(circle.time_zone if circle is not None else visitor.time_zone)


def windows(said: Said, here: ZoneInfo) -> tuple[Window, ...]:
    """The ticked parts of days as stretches of time, those that touch as one, in their order."""
    parts = [
        Window(*day_parts.window(day, part, here)) for day, part in sorted(_boxes(said.get(TIMES) or ()))
    ]
    begins = [at for at, part in enumerate(parts) if not at or parts[at - 1].end != part.start]
    ends = [*begins[1:], len(parts)]
    pairs = zip(begins, ends, strict=bool(begins))
    return tuple(Window(parts[first].start, parts[end - 1].end) for first, end in pairs)


def _boxes(values: object) -> list[tuple[date, day_parts.DayPart]]:
    found = []
    for value in values if isinstance(values, list | tuple) else ():
        day, _, hour = str(value).partition("_")
        part = day_parts.read(hour)
        if part is not None:
            found.append((date.fromisoformat(day), part))
    return found


def _said(visitor: Visitor, said: Said) -> Said:
    """What is written down of it. Raises Invalid."""
    fields, here = visitor.fields, zone(visitor, said)
    urgency = written.word(fields, "urgency", Urgency)
    for value in fields.all(TIMES):
        day = days.chosen(value.partition("_")[0], visitor.now, here, f"/{TIMES}")
        if day_parts.read(value.partition("_")[2]) not in day_parts.left(day, visitor.now, here):
            raise Invalid(f"/{TIMES}", "in_the_past")
    times = list(dict.fromkeys(fields.all(TIMES)))
    if len(windows({TIMES: times}, here)) > MOST_WINDOWS:
        raise Invalid(f"/{TIMES}", "too_many", most=MOST_WINDOWS)
    people, many = fields.one("for_people"), fields.one("quantity")
    return {
        "urgency": urgency,
        TIMES: times,
        "for_people": typed.number(people, "/for_people", least=1, most=MOST_PEOPLE) if people else 1,
        "quantity": typed.number(many, "/quantity", least=1, most=MOST) if many else 1,
    }


def _page(visitor: Visitor, said: Said, problem: Problem | None = None) -> Page:
    say = visitor.say
    errors = refused.at_fields(visitor, problem)
    sent = visitor.fields if problem is not None else None
    parts: list[Part] = [*in_danger(visitor, said)]
    urgency = sent.one("urgency") if sent else str(said.get("urgency") or Urgency.SOON)
    choices = tuple(Choice(one, say(f"page.when.{one}")) for one in Urgency)
    wrong = errors.get("urgency", "")
    soon = Field(
        "urgency", say("web.edit.urgency"), "one_of", error=wrong, choices=choices, picked=(urgency,)
    )
    ticked = sent.all(TIMES) if sent else tuple(said.get(TIMES) or ())
    fields: list[Field | Grid] = [soon, times(visitor, said, ticked, errors.get(TIMES, ""))]
    for name, label in _numbers(str(said["what"])):
        value = sent.one(name) if sent else str(said.get(name) or 1)
        fields.append(Field(name, say(label), "number", value, errors.get(name, ""), needed=False))
    form = Form((steps.go_on(visitor),), (*fields, steps.then(visitor)), action="/ask/when")
    status = problem.status if problem is not None else 200
    return steps.page(visitor, "when", say("web.ask.when"), (*parts, form), status=status)


def in_danger(visitor: Visitor, said: Said) -> list[Part]:
    """Whom to call first where somebody is in danger: no neighbour is as fast."""
    circle = steps.circle(visitor, said)
    cell = (said.get("where") or {}).get("cell")
    lines = emergency.lines(int(cell) if cell else None, circle, locale=visitor.locale)
    if not lines:
        return []
    facts = tuple(
        Fact(visitor.say("page.emergency"), line.phone, f"tel:{line.phone}", line.label) for line in lines
    )
    return [Line(visitor.say("web.ask.danger")), Facts(facts)]


def _numbers(kind: str) -> list[tuple[str, str]]:
    people = [("for_people", "web.edit.for_people")]
    return [*people, ("quantity", COUNTED[UNITS[kind]])] if kind in UNITS else people


def times(visitor: Visitor, said: Said, ticked: tuple[str, ...], error: str) -> Grid:
    """The next fourteen days by name, each with its parts that are not over."""
    here = zone(visitor, said)
    rows = tuple(_row(day, visitor.locale) for day in days.coming(visitor.now, here, visitor.locale))
    note = visitor.say("web.ask.times_note")
    return Grid(TIMES, visitor.say("web.ask.times"), week_grid.COLUMNS, rows, frozenset(ticked), error, note)


def _row(day: Day, locale: str) -> Row:
    """A day, short enough for a small screen; each of its boxes says the whole of it."""
    short = f"{get_day_names('abbreviated', locale=best(locale))[day.on.weekday()]} {day.on.day}"
    boxes = (
        Choice(f"{day.value}_{part.value}", f"{day.name}, {day_parts.clock(part, locale)}")
        for part in DAY_PARTS
    )
    return Row(short, tuple(boxes))
