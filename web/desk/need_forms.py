"""The forms of a need's card, each opened by its name in the address: asking somebody, phoning, a note and others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from services.need_cards.candidates import NamedCandidate
from services.need_cards.card import NeedCard
from services.reveals.opening import Revealed
from texts.catalogue import say_or
from texts.reasons import explain
from web.coming.visitor import Visitor
from web.desk import holds, morning
from web.desk.filters import Narrowed
from web.links import match_facts
from web.pages.circles.words import TRUST
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Fact, Facts, Line, Notice, Part

DOUBLES = {
    "same_person": "web.desk.double.same_person",
    "same_household": "web.desk.double.same_household",
    "same_kind_and_place": "web.desk.double.same_kind_and_place",
}
"""Why two needs look alike."""
_LAST = {"yes": "web.desk.last_yes", "no": "web.desk.last_no"}
CHOSEN_OF = 20
"""So many of those who could help stand in the form; the best of them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Which form stands open, how the list is narrowed, and a look at the author's contact that was just taken."""

    do: str
    narrowed: Narrowed
    revealed: Revealed | None = None


def of(visitor: Visitor, card: NeedCard, opened: Opened) -> Iterator[Part]:
    """The form that stands open, with what has to be known before it is sent; nothing where none does."""
    if opened.do in FORMS:
        yield from FORMS[opened.do](visitor, card, opened)


def of_act(do: str) -> str:
    """The form from which an act is done."""
    return {
        "reveal": "call",
        "reached": "call",
        "nobody": "call",
        "apart": "double",
        "unfollow": "follow",
    }.get(do, do)


def _ask(visitor: Visitor, card: NeedCard, _: Opened) -> Iterator[Part]:
    """One of those who could help, by name, with a reason that both read."""
    able = [one for one in card.could.candidates if one.may_be_asked][:CHOSEN_OF]
    if not able:
        yield Notice(visitor.say("web.desk.nobody_to_ask"), "care")
        return
    choices = tuple(
        Choice(
            str(one.helper.offer_id),
            name(visitor, one),
            note=" · ".join(said.rstrip(".") for said in about(visitor, one)),
        )
        for one in able
    )
    picked = visitor.asked("offer") or (choices[0].value if len(choices) == 1 else "")
    who = Field("offer", visitor.say("web.desk.who"), "one_of", choices=choices, picked=(picked,))
    reason = _reason(visitor, "web.desk.reason.ask")
    yield _form(visitor, card, "ask", "web.desk.ask", (who, reason), asks="web.desk.ask_somebody")


def _call(visitor: Visitor, card: NeedCard, opened: Opened) -> Iterator[Part]:
    """Their number, where it may be known; then whether they were reached, as the next press."""
    contact = opened.revealed.contact if opened.revealed is not None else None
    if card.author.own_contacts is not None:
        yield Facts(tuple(_numbers(visitor, card)))
    elif contact is not None:
        yield Facts(tuple(match_facts.contact(visitor, contact)))
    elif opened.revealed is not None:
        yield Notice(visitor.say("web.desk.second_word"), "care")
    elif card.why_no_reveal is not None:
        why = f"problem.{card.why_no_reveal}.detail"
        yield Notice(say_or(why, visitor.locale, "problem.not_possible.detail"), "care")
    else:
        said = Field(
            "purpose", visitor.say("web.desk.purpose"), "long", note=visitor.say("web.desk.purpose.note")
        )
        yield _form(visitor, card, "reveal", "web.desk.reveal", (said,), asks="web.desk.call_author")
    yield _reached(visitor, card, bold=contact is not None or card.author.own_contacts is not None)


def _reached(visitor: Visitor, card: NeedCard, *, bold: bool) -> Form:
    note = Field("note", visitor.say("web.desk.call_note"), "long", needed=False, note=_read_by(visitor))
    buttons = (
        Button("reached", visitor.say("web.desk.reached"), quiet=not bold),
        Button("nobody", visitor.say("web.desk.nobody_answered"), quiet=True),
    )
    fields = (note, *holds.asks_once_more(visitor, card.held))
    return Form(buttons, fields, asks=visitor.say("web.desk.called"), key="called")


def _numbers(visitor: Visitor, card: NeedCard) -> Iterator[Fact]:
    for kind, value in (card.author.own_contacts or {}).items():
        scheme = "mailto" if kind == "email" else "tel"
        yield Fact(visitor.say(f"page.{'email' if kind == 'email' else 'phone'}"), value, f"{scheme}:{value}")


def _note(visitor: Visitor, card: NeedCard, _: Opened) -> Iterator[Part]:
    said = Field(
        "note",
        visitor.say("web.desk.note"),
        "long",
        note=_read_by(visitor),
        longest=written.LONGEST_TEXT,
    )
    yield _form(visitor, card, "note", "web.desk.note.write", (said,))


def _double(visitor: Visitor, card: NeedCard, _: Opened) -> Iterator[Part]:
    """Of which other need it is a double: one that looks like it, or any other by its address."""
    choices = tuple(
        Choice(
            str(one.need_id),
            one.title or visitor.say("web.desk.untitled"),
            note=f"{visitor.say(DOUBLES[one.why])} · {visitor.when(one.posted_at)}",
        )
        for one in card.doubles
    )
    picked = visitor.asked("with") or (choices[0].value if len(choices) == 1 else "")
    other = (
        Field("with", visitor.say("web.desk.double_of"), "one_of", choices=choices, picked=(picked,))
        if choices
        else Field("which", visitor.say("web.desk.double_of"), note=visitor.say("web.desk.double_of.note"))
    )
    reason = _reason(visitor, "web.desk.reason.author")
    yield _form(visitor, card, "double", "web.desk.mark_double", (other, reason))
    if card.doubles:
        yield apart(visitor, card)


def apart(visitor: Visitor, card: NeedCard) -> Form:
    """What looked alike are two matters: nobody is asked about it again."""
    press = Button("apart", visitor.say("web.desk.told_apart"), quiet=True)
    return Form((press,), tuple(holds.asks_once_more(visitor, card.held)), key="apart")


def _with_reason(do: str, label: str, line: str) -> Callable[[Visitor, NeedCard, Opened], Iterator[Part]]:
    """A form that wants a reason alone. `line`: what it does, before it is done."""

    def form(visitor: Visitor, card: NeedCard, _: Opened) -> Iterator[Part]:
        yield Line(visitor.say(line))
        yield _form(visitor, card, do, label, (_reason(visitor, "web.desk.reason.author"),))

    return form


def _follow(visitor: Visitor, card: NeedCard, _: Opened) -> Iterator[Part]:
    day = Field("day", visitor.say("web.desk.until.a_day"), "select", choices=tuple(morning.choices(visitor)))
    yield _form(visitor, card, "follow", "web.desk.follow", (day,))
    if card.view.need.follow_up_at is not None:
        yield Form((Button("unfollow", visitor.say("web.desk.unfollow"), quiet=True),), key="unfollow")


FORMS: Mapping[str, Callable[[Visitor, NeedCard, Opened], Iterator[Part]]] = {
    "ask": _ask,
    "call": _call,
    "note": _note,
    "double": _double,
    "hide": _with_reason("hide", "web.desk.hide", "web.desk.hide.line"),
    "show": _with_reason("show", "web.desk.show_again", "web.desk.show_again.line"),
    "remove": _with_reason("remove", "web.desk.remove", "web.desk.remove.line"),
    "reinstate": _with_reason("reinstate", "web.desk.reinstate", "web.desk.reinstate.line"),
    "follow": _follow,
}
"""By what the address says."""


def _form(
    visitor: Visitor, card: NeedCard, do: str, label: str, fields: tuple[Field, ...], *, asks: str = ""
) -> Form:
    asked = (*fields, *holds.asks_once_more(visitor, card.held))
    return Form(
        (Button(do, visitor.say(label)),), asked, asks=visitor.say(asks) if asks else "", key=f"do-{do}"
    )


def _reason(visitor: Visitor, read_by: str) -> Field:
    return Field(
        "reason",
        visitor.say("web.desk.reason"),
        "long",
        note=visitor.say(read_by),
        longest=written.LONGEST_TEXT,
    )


def _read_by(visitor: Visitor) -> str:
    return visitor.say("web.desk.note.read_by")


def name(visitor: Visitor, one: NamedCandidate) -> str:
    """What a helper is called."""
    return one.helper.organisation or one.helper.display_name or visitor.say("web.desk.somebody")


def about(visitor: Visitor, one: NamedCandidate) -> Iterator[str]:
    """How well they are known, how much they have promised, what they said last, what speaks for them."""
    yield visitor.say(TRUST[one.helper.trust])
    yield visitor.say("web.desk.load", count=one.helper.load)
    last = one.helper.last_answer
    if last is not None:
        yield visitor.say(_LAST[last.answer], day=visitor.day(last.on))
    for code in one.reasons:
        yield explain(code, visitor.locale, prefix="why_other", time_zone=visitor.time_zone)
