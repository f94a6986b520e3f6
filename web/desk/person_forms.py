"""What can be done about somebody of a circle, as forms: what waits for it first, the rest folded away."""

from services.neighbours.person import NeighbourCard
from services.oversight.queue import Held
from web.coming.visitor import Visitor
from web.desk import holds
from web.parts.fields import Button, Choice, Field, Form
from web.parts.written import LONGEST_TEXT

CHECKS = {
    "identity": "web.desk.check.identity",
    "references": "web.desk.check.references",
    "police_record": "web.desk.check.police_record",
}
"""What was looked at: the fact alone is written down, never a document."""
_FIRST = ("admit", "refuse", "meet")
"""What somebody stands in the queue for."""
_SAYS = {
    "admit": "web.members.admit",
    "refuse": "web.desk.person.refuse",
    "meet": "web.desk.person.met",
    "suspend": "web.desk.person.suspend",
    "let_back": "web.desk.person.let_back",
    "check": "web.desk.person.check",
    "hand_over": "web.desk.person.hand_over",
    "end_speaking": "web.desk.person.end_speaking",
}
_MEANS = {
    "refuse": "web.desk.person.refuse_means",
    "meet": "web.desk.person.met_means",
    "suspend": "web.desk.person.suspend_means",
    "check": "web.desk.person.check_means",
    "hand_over": "web.desk.person.hand_over_means",
    "end_speaking": "web.person.end_means",
}
_REASONED = frozenset({"refuse", "meet", "suspend", "let_back", "hand_over"})


def reason(do: str) -> str:
    """The name of the field in which an act's reason stands."""
    return f"reason_{do}"


def of(visitor: Visitor, card: NeighbourCard, held: Held | None) -> tuple[list[Form], list[Form]]:
    """The forms for what is open to whoever looks: those for which somebody waits, and the others."""
    forms = {do: _form(visitor, do, held) for do in card.allowed if do in _SAYS}
    first = [form for do, form in forms.items() if do in _FIRST]
    return first, [form for do, form in forms.items() if do not in _FIRST]


def _form(visitor: Visitor, do: str, held: Held | None) -> Form:
    say = visitor.say
    fields: list[Field] = []
    if do in _REASONED:
        label = say("web.desk.person.what_said" if do == "meet" else "web.desk.reason")
        fields.append(Field(reason(do), label, "long", longest=LONGEST_TEXT))
    if do == "check":
        kinds = tuple(Choice(kind, say(text)) for kind, text in CHECKS.items())
        fields.append(Field("kind", say("web.desk.check"), "select", choices=kinds))
    if do == "end_speaking":
        fields.append(Field("told", say("page.match.they_told_me"), "checkbox"))
    if do in _FIRST:
        fields += holds.asks_once_more(visitor, held)
    return Form(
        (Button(do, say(_SAYS[do]), quiet=do not in ("admit", "meet")),),
        tuple(fields),
        key=do,
        aside=True,
        lines=(say(_MEANS[do]),) if do in _MEANS else (),
    )
