"""Who is on duty, when and until when; that the circle is full today; what one leaves open; open needs for the chat."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time
from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Malformed, TooMany
from core.models import Community, Duty
from doors import sharing
from services.communities import duty
from services.desk import full, left_open, open_needs
from texts.catalogue import best
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import around, filters, told
from web.desk.address import desk_of
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import days, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Fold, Heading, Item, Items, Line, Notice, Page, Part, Words

router = new_router()
ADDRESS = "/c/{circle}/desk/duty"
NOW = "now"
_HOURS = ("4", "8", "12", "24", "72")
"""For how long one may be rung."""
_FULL_FOR = ("2", "4", "8", "24")


@router.get(ADDRESS)
def show_duty(circle: str, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post(ADDRESS)
def change_duty(circle: str, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    try:
        said = _act(visitor, found)
    except (Invalid, Conflict, Forbidden, TooMany) as problem:
        raise refused(visitor, _page(visitor, found), problem) from problem
    return go(visitor.path, said=said.removeprefix("web.said."))


def _act(visitor: Visitor, circle: Community) -> str:
    session, me, now, sent = visitor.session, visitor.me, visitor.now, visitor.fields
    match sent.one("do"):
        case "on_duty":
            since = _since(visitor)
            until = (since or now) + _span(sent.one("hours"), _HOURS, "/hours")
            duty.take(session, me, circle.id, since=since, until=until, now=now)
            return "web.said.desk_on_duty"
        case "off_duty":
            duty.leave(session, me, circle.id, now=now)
            return "web.said.desk_off_duty"
        case "call_off":
            duty.leave(session, me, circle.id, since=written.moment_of(sent, "since"), now=now)
            return "web.said.desk_off_duty"
        case "full":
            until = now + _span(sent.one("full_for"), _FULL_FOR, "/full_for")
            full.say(session, me, circle.id, until=until, now=now)
            return "web.said.desk_full"
        case "not_full":
            full.unsay(session, me, circle.id, now=now)
            return "web.said.desk_not_full"
    raise Malformed


def _span(chosen: str, offered: Sequence[str], pointer: str) -> timedelta:
    if chosen not in offered:
        raise Invalid(pointer, "missing")
    return timedelta(hours=int(chosen))


def _since(visitor: Visitor) -> datetime | None:
    """When the duty begins, where the reader is; None: now."""
    day, hour = visitor.fields.one("day"), visitor.fields.one("hour")
    if day == NOW:
        return None
    there = ZoneInfo(visitor.time_zone)
    on = days.chosen(day, visitor.now, there, "/day")
    if hour not in map(str, range(24)):
        raise Invalid("/hour", "missing")
    at = datetime.combine(on, time(int(hour)), there).astimezone(UTC)
    if at < visitor.now:
        raise Invalid("/hour", "in_the_past")
    return at


def _page(visitor: Visitor, circle: Community) -> Page:
    return around.page(visitor, circle, visitor.say("web.desk.duty"), tuple(_parts(visitor, circle)))


def _parts(visitor: Visitor, circle: Community) -> Iterator[Part]:
    session, me, now, say = visitor.session, visitor.me, visitor.now, visitor.say
    going_on = duty.listed(session, me, circle.id, now=now)
    ahead = duty.planned(session, me, circle.id, now=now)
    yield Heading(say("web.desk.duty.now"))
    yield Items([_line(visitor, row) for row in going_on], say("web.desk.duty.nobody"))
    if any(row.person_id == me.person_id for row in going_on):
        yield Form((Button("off_duty", say("web.members.off_duty"), quiet=True),))
    yield from _left(visitor, circle)
    yield _take(visitor)
    if ahead:
        yield Heading(say("web.desk.duty.ahead"))
        yield Items([_line(visitor, row) for row in ahead])
    yield from _full(visitor, circle)
    chat = open_needs.text(session, me, circle.id, now=now)
    text = sharing.open_needs(chat, visitor.settings.public_url, visitor.locale)
    yield Heading(say("web.desk.chat"))
    yield Line(say("web.desk.chat.means"), quiet=True)
    yield Fold(say("web.desk.chat.show", count=chat.many), (Words(text, visitor.locale),))


def _line(visitor: Visitor, row: Duty) -> Item:
    """One duty: whose, and from when until when; one's own that is to come may be called off."""
    lines = [visitor.say("web.members.on_duty", until=visitor.when(row.until))]
    forms: tuple[Form, ...] = ()
    if row.since > visitor.now:
        lines.insert(0, visitor.say("web.desk.duty.from", when=visitor.when(row.since)))
        if row.person_id == visitor.me.person_id:
            since = Field("since", kind="hidden", value=row.since.isoformat())
            press = Button("call_off", visitor.say("web.desk.duty.call_off"), quiet=True)
            forms = (Form((press,), (since,), key=f"since-{row.since:%Y%m%d%H%M%S}"),)
    return Item(told.name(visitor, row.person_id), lines=tuple(lines), forms=forms)


def _take(visitor: Visitor) -> Form:
    say, there = visitor.say, ZoneInfo(visitor.time_zone)
    coming = days.coming(visitor.now, there, visitor.locale)
    when = (Choice(NOW, say("web.desk.duty.at_once")), *(Choice(day.value, day.name) for day in coming))
    clock = tuple(
        Choice(str(hour), format_time(time(hour), "short", locale=best(visitor.locale))) for hour in range(24)
    )
    hours = tuple(Choice(many, say("web.members.hours", hours=many)) for many in _HOURS)
    return Form(
        (Button("on_duty", say("web.members.ring_me")),),
        (
            Field("day", say("web.desk.duty.from_when"), "select", choices=when, picked=(NOW,)),
            Field("hour", say("web.desk.duty.hour"), "select", choices=clock, picked=("18",), needed=False),
            Field("hours", say("web.members.take_duty"), "select", choices=hours, picked=("8",)),
        ),
        asks=say("web.desk.duty.take"),
        key="take",
        aside=True,
    )


def _left(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What one looks after now: who is on duty next is told how much of it there is, and no more."""
    left = left_open.of(visitor.session, visitor.me, circle.id, now=visitor.now)
    yield Heading(visitor.say("web.desk.left"))
    yield Line(visitor.say("web.desk.left.means"), quiet=True)
    items = [Item(filters.say_why(visitor, why), lines=(f"× {many}",)) for why, many in left.whys.items()]
    yield Items(items, visitor.say("web.desk.left.nothing"))


def _full(visitor: Visitor, circle: Community) -> Iterator[Part]:
    say = visitor.say
    yield Heading(say("web.desk.full.title"))
    if full.stands(circle, visitor.now) and circle.full_until is not None:
        yield Notice(say("web.desk.full", until=visitor.when(circle.full_until)))
        yield Form((Button("not_full", say("web.desk.full.end"), quiet=True),))
        return
    spans = tuple(Choice(many, say("web.members.hours", hours=many)) for many in _FULL_FOR)
    field = Field("full_for", say("web.desk.full.how_long"), "select", choices=spans, picked=("8",))
    press = Button("full", say("web.desk.full.say"), quiet=True)
    yield Form((press,), (field,), key="full", lines=(say("web.desk.full.means"),))
