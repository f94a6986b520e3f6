"""When somebody may be rung, and how often they may be asked: their own quiet hours and limits, else the circle's."""

from datetime import time

from fastapi import Response

from core.errors import Invalid
from core.models import Person
from services.people import profile
from services.people.profile import ProfileChanges
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import typed, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Page

router = new_router()
_A_DAY, _A_WEEK = 5, 10
"""So often one may be asked at most, whatever one says oneself."""


@router.get("/me/hours")
def show_hours(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/me/hours")
def save_hours(visitor: SignedIn) -> Response:
    with looked_at_again(visitor, lambda: _page(visitor)):
        changes, edition = _changes(visitor), written.edition(visitor.fields)
        profile.edit(visitor.session, visitor.me, changes, edition=edition, now=visitor.now)
    return go("/me/hours", said="saved")


def _changes(visitor: Visitor) -> ProfileChanges:
    """Both hours or neither: half of the quiet ones are the circle's then."""
    sent = visitor.fields
    hours = [_hour(visitor, name) for name in ("quiet_from", "quiet_to")]
    missing = next((n for n, at in zip(("quiet_from", "quiet_to"), hours, strict=True) if at is None), None)
    if missing and any(at is not None for at in hours):
        raise Invalid(f"/{missing}", "missing")
    return ProfileChanges(
        quiet_from=hours[0],
        quiet_to=hours[1],
        asks_a_day=_limit(sent.one("asks_a_day"), "/asks_a_day", _A_DAY),
        asks_a_week=_limit(sent.one("asks_a_week"), "/asks_a_week", _A_WEEK),
        urgent_welcome=bool(sent.one("urgent_welcome")),
    )


def _hour(visitor: Visitor, name: str) -> time | None:
    said = visitor.fields.one(name)
    return typed.hour(said, f"/{name}", locale=visitor.locale, ends=True) if said else None


def _limit(said: str, pointer: str, most: int) -> int | None:
    return typed.number(said, pointer, least=0, most=most) if said else None


def _page(visitor: Visitor) -> Page:
    person = profile.get(visitor.session, visitor.me)
    form = Form((Button("save", visitor.say("web.save")),), _fields(visitor, person))
    back = ("/me", visitor.say("web.menu.me"))
    return Page(visitor.say("web.hours.title"), (Line(visitor.say("web.hours.what")), form), back=back)


def _fields(visitor: Visitor, person: Person) -> tuple[Field, ...]:
    say = visitor.say
    return (
        Field(EDITION, kind="hidden", value=str(person.edition)),
        Field("quiet_from", say("web.hours.from"), value=_shown(person.quiet_from), needed=False, longest=12),
        Field("quiet_to", say("web.hours.to"), value=_shown(person.quiet_to), needed=False, longest=12),
        Field("urgent_welcome", say("web.hours.urgent"), "checkbox", "yes" if person.urgent_welcome else ""),
        _often(visitor, "asks_a_day", "web.hours.a_day", person.asks_a_day, _A_DAY),
        _often(visitor, "asks_a_week", "web.hours.a_week", person.asks_a_week, _A_WEEK),
    )


def _often(visitor: Visitor, name: str, label: str, now: int | None, most: int) -> Field:
    choices = (
        Choice("", visitor.say("web.hours.as_here")),
        *(Choice(str(often), str(often)) for often in range(most + 1)),
    )
    picked = ("" if now is None else str(now),)
    return Field(name, visitor.say(label), "select", choices=choices, picked=picked)


def _shown(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""
