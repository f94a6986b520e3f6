"""The form in which a need is changed, filled in as it stands."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from core.models import Need
from matching.words.values import Window
from matching.words.vocabulary import Decide, TrustLevel, Urgency, WhoHelps
from services.consequences import coverage
from services.needs import views as need_views
from texts.times import when
from web.answers.refilled import EDITION
from web.coming.visitor import Visitor
from web.parts import stretches, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Part

TRUST = {
    TrustLevel.NEW: "web.edit.trust_new",
    TrustLevel.VOUCHED: "web.edit.trust_vouched",
    TrustLevel.CHECKED: "web.edit.trust_checked",
}
BY = {
    WhoHelps.EITHER: "web.edit.by_either",
    WhoHelps.INDIVIDUALS: "web.edit.by_people",
    WhoHelps.ORGANISATIONS: "web.edit.by_organisations",
}
DECIDE = {
    Decide.I_CHOOSE: "web.edit.i_choose",
    Decide.FIRST_WHO_FITS: "web.edit.first_who_fits",
    Decide.ASK_ME_FIRST: "web.edit.ask_me_first",
}
URGENCY = {one: f"page.when.{one}" for one in Urgency}


def parts(visitor: Visitor, need: Need) -> Iterator[Part]:
    """What a confirmed helper relies on is not in it."""
    fixed = is_fixed(visitor, need)
    if fixed:
        yield Line(visitor.say("web.edit.fixed"))
    fields = (
        Field(EDITION, kind="hidden", value=str(need.edition)),
        *_words(visitor, need),
        *(() if fixed else _when(visitor, need)),
        *_how_much(visitor, need),
        *_who(visitor, need),
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
    yield _one_of(visitor, "urgency", "web.edit.urgency", URGENCY, need.urgency)
    minutes = str(need.minutes) if need.minutes is not None else ""
    note = visitor.say("web.edit.minutes_note")
    yield Field("minutes", visitor.say("web.edit.minutes"), "number", minutes, needed=False, note=note)


def _how_much(visitor: Visitor, need: Need) -> Iterator[Field]:
    quantity = str(need.quantity) if need.quantity is not None else ""
    note = visitor.say("web.edit.quantity_note")
    yield Field("quantity", visitor.say("page.match.quantity"), "number", quantity, needed=False, note=note)
    yield Field("for_people", visitor.say("web.edit.for_people"), "number", str(need.for_people))


def _who(visitor: Visitor, need: Need) -> Iterator[Field]:
    """Its author's own rules of who may come."""
    rules = need.criteria
    yield _one_of(visitor, "min_trust", "web.edit.trust", TRUST, rules.min_trust)
    yield _one_of(visitor, "by", "web.edit.by", BY, rules.by)
    yield _one_of(visitor, "decide", "web.edit.decide", DECIDE, rules.decide)
    far = f"{rules.max_distance_km:g}" if rules.max_distance_km is not None else ""
    label = visitor.say("web.edit.max_distance_km")
    yield Field("max_distance_km", label, "number", far, needed=False)
    yield Field(
        "allies", visitor.say("web.edit.allies"), "checkbox", "yes" if rules.allies else "", needed=False
    )


def _one_of(
    visitor: Visitor,
    name: str,
    label: str,
    words: Mapping[TrustLevel, str] | Mapping[WhoHelps, str] | Mapping[Decide, str] | Mapping[Urgency, str],
    now: StrEnum,
) -> Field:
    choices = tuple(Choice(word, visitor.say(key)) for word, key in words.items())
    return Field(name, visitor.say(label), "one_of", choices=choices, picked=(now,))
