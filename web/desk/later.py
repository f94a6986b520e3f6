"""An entry put off until later, or given to somebody else; and taking it, giving it back, done with it for now."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Malformed
from core.models import Community
from services.desk import colleagues, holding
from services.oversight import queue
from services.oversight.answers import JUDGED
from services.oversight.queue import Entry
from web import desk_paths
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import address, around, filters, holds, morning, onward
from web.desk.filters import Narrowed
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Page, Part
from web.parts.written import number_of

router = new_router()
ADDRESS = "/c/{circle}/desk/entries/{entry_id:uuid}"
_SOON = {
    "in_1h": ("web.desk.until.in_1h", timedelta(hours=1)),
    "in_2h": ("web.desk.until.in_2h", timedelta(hours=2)),
}
"""What cannot wait is put off for an hour or two, and no longer."""


@router.get(ADDRESS)
def show_later(circle: str, entry_id: UUID, visitor: SignedIn) -> Response:
    found, narrowed = address.desk_of(visitor, circle), filters.read(visitor)
    return draw(visitor, _page(visitor, found, entry_id, narrowed), circle=found)


@router.post(ADDRESS)
def act_on_entry(circle: str, entry_id: UUID, visitor: SignedIn) -> Response:
    """Puts it off, gives it to somebody, or says that it is done for now: then the next one is shown. Taking it and
    giving it back lead back to its card.
    """
    found, narrowed = address.desk_of(visitor, circle), filters.read(visitor)
    do = visitor.fields.one("do")
    entry = queue.entry(visitor.session, visitor.me, found.id, entry_id, now=visitor.now)
    place = onward.place_of(visitor, found, entry_id)
    try:
        if do in ("claim", "release", "bring_back"):
            said = holds.act(visitor, found, do, entry_id)
            return go(_card(found, entry, narrowed), said=said.removeprefix("web.said."))
        said = _act(visitor, found, entry_id, do)
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found, entry_id, narrowed), problem) from problem
    return onward.on(visitor, found, entry_id, place, narrowed, said=said)


def _card(circle: Community, entry: Entry | None, narrowed: Narrowed) -> str:
    if entry is None:
        return address.path(circle) + narrowed.address
    return desk_paths.entry(circle.slug, entry.type, entry.id, entry.why) + narrowed.address


def _act(visitor: Visitor, circle: Community, entry_id: UUID, do: str) -> str:
    session, me, now = visitor.session, visitor.me, visitor.now
    match do:
        case "next":
            return ""
        case "give":
            person = number_of(visitor.fields, "person")
            given = holding.assign(session, me, circle.id, entry_id, person_id=person, now=now)
            return "web.said.desk_given" if given is not None else "web.said.desk_gone"
    until = _until(visitor, do)
    if until is None:
        raise Malformed
    put = holding.put_off(session, me, circle.id, entry_id, until=until, now=now)
    return "web.said.desk_put_off" if put is not None else "web.said.desk_gone"


def _until(visitor: Visitor, do: str) -> datetime | None:
    match do:
        case "tonight":
            return morning.evening(visitor)
        case "tomorrow":
            return morning.ahead(visitor, 1)
        case "three_days":
            return morning.ahead(visitor, 3)
        case "day":
            return morning.chosen(visitor, visitor.fields.one("day"), "/day")
    return visitor.now + _SOON[do][1] if do in _SOON else None


def _page(visitor: Visitor, circle: Community, entry_id: UUID, narrowed: Narrowed) -> Page:
    whys = queue.standing(visitor.session, visitor.me, circle.id, entry_id, now=visitor.now)
    parts: list[Part] = []
    for entry in whys:
        parts.append(Line(filters.say_why(visitor, entry.why)))
        parts.append(Line(visitor.say("web.desk.since", when=visitor.when(entry.since)), quiet=True))
    if whys:
        parts += [*_put_off(visitor, whys[0]), *_give(visitor, circle, whys)]
    else:
        parts.append(Line(visitor.say("page.human.over")))
    back = (address.path(circle) + narrowed.address, visitor.say("web.desk"))
    return around.page(visitor, circle, visitor.say("web.desk.later_or_given"), tuple(parts), back=back)


def _put_off(visitor: Visitor, entry: Entry) -> Iterator[Part]:
    say = visitor.say
    if entry.at_once:
        soon = tuple(Button(do, say(label), quiet=True) for do, (label, _) in _SOON.items())
        yield Form(soon, asks=say("web.desk.put_off_until_when"), key="soon")
        return
    named = [("tomorrow", "web.desk.until.tomorrow"), ("three_days", "web.desk.until.three_days")]
    if morning.evening(visitor) is not None:
        named.insert(0, ("tonight", "web.desk.until.tonight"))
    buttons = tuple(Button(do, say(label), quiet=True) for do, label in named)
    yield Form(buttons, asks=say("web.desk.put_off_until_when"), key="named")
    day = Field("day", say("web.desk.until.a_day"), "select", choices=tuple(morning.choices(visitor)))
    yield Form((Button("day", say("web.desk.until.day"), quiet=True),), (day,), key="day")


def _give(visitor: Visitor, circle: Community, whys: list[Entry]) -> Iterator[Part]:
    """To whoever else answers for the circle. What is judged is found by each who may hear it, and given to nobody."""
    if not JUDGED.isdisjoint(entry.why for entry in whys):
        return
    people = tuple(
        Choice(str(one.id), one.display_name or visitor.say("web.desk.somebody"))
        for one in colleagues.others(visitor.session, visitor.me, circle.id)
    )
    if people:
        person = Field("person", visitor.say("web.desk.give_to"), "select", choices=people)
        give = Button("give", visitor.say("web.desk.give"), quiet=True)
        yield Form((give,), (person,), asks=visitor.say("web.desk.given"), key="give", aside=True)
