"""The one form for taking somebody in on the phone: who, their yes, and what they need or offer; in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from core.models import Community
from core.models.representation import ConsentHow, Covers
from doors.forms import Fields
from matching.words.categories import CATEGORIES
from matching.words.vocabulary import Urgency
from services.calls.answering import Opened
from services.intake.checking import Known
from web import languages
from web.coming.visitor import Visitor
from web.pages.asking import when
from web.pages.helping import sections
from web.pages.spoken_for import words
from web.parts.fields import Button, Choice, Field, Form, Grid, Tap
from web.parts.written import LONGEST_TEXT
from web.places import where

CALL, PERSON, SEEN, WHAT, SPOT = "call", "person", "seen", "what", "spot"
CHECK, TAKE_IN = "check", "take_in"
SOMEBODY_NEW = "new"
WHERE = (where.PLACE, where.WITHIN, where.PICTURE)
"""Fields of the place: they are drawn of what was sent, for a tap on the picture chooses in the list."""
_LONGEST_SPOT = 400
_HOW = (ConsentHow.PHONE, ConsentHow.IN_PERSON, ConsentHow.WRITTEN)


class Wants(StrEnum):
    """What somebody wants who is taken in."""

    NEED = "need"
    OFFER = "offer"
    NOTHING = "nothing"


_WANTS = {
    Wants.NEED: "web.desk.intake.need",
    Wants.OFFER: "web.desk.intake.offer",
    Wants.NOTHING: "web.desk.intake.nothing",
}


def form(
    visitor: Visitor, circle: Community, call: Opened | None, known: Known | None, *, warned: bool
) -> Form:
    """The whole form. `call`: in which they tell it; `known`: who has the number that was typed; `warned`: something
    was found that whoever writes is to have seen before it is written down.
    """
    fields = (
        *_who(visitor, call, known),
        *_consent(visitor),
        *_what(visitor),
        *_need(visitor, circle),
        *_offer(visitor),
        *_more(visitor, call),
        *_seen(visitor, warned=warned),
    )
    buttons = (
        Button(CHECK, visitor.say("web.desk.intake.check"), quiet=True),
        Button(TAKE_IN, visitor.say("web.desk.intake.do")),
    )
    return Form(buttons, fields, key="intake", checks=CHECK)


def _who(visitor: Visitor, call: Opened | None, known: Known | None) -> Iterator[Field]:
    say = visitor.say
    if call is not None:
        yield Field(CALL, kind="hidden", value=str(call.id))
    yield Field("phone", say("page.phone"), "tel", call.phone if call is not None else "", needed=False)
    yield from _whom(visitor, known)
    name = (call.name or "") if call is not None else ""
    yield Field("display_name", say("web.entering.name"), value=name, needed=False)


def _whom(visitor: Visitor, known: Known | None) -> Iterator[Field]:
    """Somebody new, or one with this number whom the visitor speaks for already."""
    spoken_for = [one for one in known.same_number if one.person_id in known.spoken_for] if known else []
    if not spoken_for:
        return
    say = visitor.say
    choices = [
        Choice(str(one.person_id), one.display_name or say("page.notice.a_member")) for one in spoken_for
    ]
    choices.append(Choice(SOMEBODY_NEW, say("web.desk.intake.somebody_new")))
    yield Field(PERSON, say("web.desk.intake.whom"), "one_of", choices=tuple(choices))


def _consent(visitor: Visitor) -> Iterator[Field]:
    say = visitor.say
    how = tuple(Choice(way, say(words.HOW[way])) for way in _HOW)
    covers = tuple(Choice(part, say(text)) for part, text in words.COVERS.items())
    yield Field("how", say("web.entering.how"), "one_of", choices=how, picked=(ConsentHow.PHONE,))
    yield Field("covers", say("web.person.may"), "some_of", choices=covers, picked=tuple(Covers))


def _what(visitor: Visitor) -> Iterator[Field]:
    choices = tuple(Choice(one, visitor.say(text)) for one, text in _WANTS.items())
    yield Field(WHAT, visitor.say("web.desk.intake.what"), "one_of", choices=choices, picked=(Wants.NEED,))


def _need(visitor: Visitor, circle: Community) -> Iterator[Field | Grid | Tap]:
    say = visitor.say
    used = circle.categories or CATEGORIES
    kinds = (Choice("", "–"), *(Choice(one, say(f"category.{one}")) for one in used))
    soon = tuple(Choice(one, say(f"page.when.{one}")) for one in Urgency)
    yield Field("category", say("page.what"), "select", choices=kinds, picked=("",), needed=False)
    yield Field("urgency", say("web.edit.urgency"), "one_of", choices=soon, picked=(Urgency.SOON,))
    yield from map(_by_hand, where.fields(visitor, circle, visitor.fields, afar=True))
    spot = say("web.where.spot_note")
    yield Field(SPOT, say("web.where.spot"), "place", needed=False, note=spot, longest=_LONGEST_SPOT)
    yield Field("door", say("page.door"), needed=False, note=say("web.desk.intake.door_note"))
    note = say("web.desk.intake.words_note")
    yield Field("title", say("web.edit.title"), needed=False, note=note)
    yield Field("details", say("web.edit.details"), "long", needed=False, longest=LONGEST_TEXT)
    yield Field("private_note", say("web.need.note"), "long", needed=False, longest=LONGEST_TEXT)
    yield Field("for_people", say("web.edit.for_people"), "number", "1", needed=False)
    yield when.times(visitor, {"circle": str(circle.id)}, (), "")


def _by_hand(field: Field | Tap) -> Field | Tap:
    """The list of places without one that is chosen for whoever chooses none: somebody is to come there."""
    if not isinstance(field, Field) or field.name != where.PLACE:
        return field
    return replace(
        field, choices=(Choice("", "–"), *(one for one in field.choices if one.value != where.MIDDLE))
    )


def _offer(visitor: Visitor) -> Iterator[Field | Grid]:
    yield sections.kinds(visitor, ())
    yield from sections.hours(visitor, None)


def _more(visitor: Visitor, call: Opened | None) -> Iterator[Field]:
    say = visitor.say
    yield from languages.fields(visitor, [call.language if call is not None else visitor.locale])
    yield Field("is_adult", say("web.entering.adult"), "checkbox", needed=False)
    not_safe = say("web.entering.not_safe_means")
    yield Field("not_safe", say("web.entering.not_safe"), "checkbox", needed=False, note=not_safe)
    yield Field("card", say("web.desk.intake.card"), "checkbox", "yes", needed=False)


def _seen(visitor: Visitor, *, warned: bool) -> Iterator[Field]:
    if warned:
        yield Field(SEEN, visitor.say("web.desk.intake.seen"), "checkbox", needed=False)


def of_the_place(
    fields: Sequence[Field | Grid | Tap], others: Sequence[Field | Grid | Tap]
) -> Iterator[Field | Grid | Tap]:
    """These fields, but those of the place as they stand among the others."""
    drawn = {field.name: field for field in others if field.name in WHERE}
    yield from (drawn.get(field.name, field) for field in fields)


def sent_place(sent: Fields) -> bool:
    """Whether a place was chosen, tapped or pasted."""
    return bool(sent.one(SPOT) or sent.one(where.PLACE))
