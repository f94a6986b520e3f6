"""The form in which a need is changed, filled in as it stands; where it is has a page of its own."""

from collections.abc import Iterator

from core.models import Need
from matching.words.values import Window
from matching.words.vocabulary import Urgency
from services.consequences import coverage
from services.needs import views as need_views
from texts.times import when
from web.answers.refilled import EDITION
from web.coming.visitor import Visitor
from web.pages.needs import costs, criteria, own
from web.parts import choosing, stretches, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Part, Way, Ways

URGENCY = {one: f"page.when.{one}" for one in Urgency}


def parts(visitor: Visitor, need: Need) -> Iterator[Part]:
    """What a confirmed helper relies on is not in it."""
    fixed = is_fixed(visitor, need)
    if fixed:
        yield Line(visitor.say("web.edit.fixed"))
    else:
        yield Ways((Way(f"{own.address(need.id)}/place", visitor.say("web.place.of_need")),))
    fields = (
        Field(EDITION, kind="hidden", value=str(need.edition)),
        *_words(visitor, need),
        *(() if fixed else _when(visitor, need)),
        *_how_much(visitor, need),
        *costs.fields(visitor, need.cost),
        *criteria.fields(visitor, need),
    )
    yield Form((Button("save", visitor.say("web.edit.save")),), fields)


def is_fixed(visitor: Visitor, need: Need) -> bool:
    """Whether somebody relies on when and where it is."""
    return coverage.of(visitor.session, need.id).confirmed > 0


def stretch(window: Window) -> str:
    """What a form sends for a time that stands."""
    return window.start.isoformat()


def _words(visitor: Visitor, need: Need) -> Iterator[Field]:
    view = need_views.view(visitor.session, visitor.me, need, now=visitor.now)
    longest = written.LONGEST_TEXT
    yield Field("title", visitor.say("web.edit.title"), value=view.title or "", needed=False)
    yield Field(
        "details",
        visitor.say("web.edit.details"),
        "long",
        view.details or "",
        needed=False,
        longest=longest,
    )
    yield Field(
        "address",
        visitor.say("page.door"),
        value=view.address or "",
        needed=False,
        note=visitor.say("web.need.private"),
    )
    yield Field(
        "private_note",
        visitor.say("web.need.note"),
        "long",
        view.private_note or "",
        needed=False,
        note=visitor.say("web.need.private"),
        longest=longest,
    )


def _when(visitor: Visitor, need: Need) -> Iterator[Field]:
    """The times that stand, each to be kept; how soon; one more; how long it takes."""
    if need.windows:
        kept = tuple(
            Choice(stretch(one), when([one], need.urgency, visitor.locale, visitor.time_zone))
            for one in need.windows
        )
        label = visitor.say("web.edit.times")
        yield Field("times", label, "some_of", choices=kept, picked=tuple(one.value for one in kept))
    yield from stretches.fields(visitor, visitor.say("web.edit.one_more"))
    yield choosing.one_of(visitor, "urgency", "web.edit.urgency", URGENCY, need.urgency)
    minutes = str(need.minutes) if need.minutes is not None else ""
    note = visitor.say("web.edit.minutes_note")
    yield Field("minutes", visitor.say("web.edit.minutes"), "number", minutes, needed=False, note=note)


def _how_much(visitor: Visitor, need: Need) -> Iterator[Field]:
    quantity = str(need.quantity) if need.quantity is not None else ""
    note = visitor.say("web.edit.quantity_note")
    yield Field("quantity", visitor.say("page.match.quantity"), "number", quantity, needed=False, note=note)
    yield Field("for_people", visitor.say("web.edit.for_people"), "number", str(need.for_people))
