"""What a task costs, on a form: whether something has to be paid, up to how much, in which currency."""

import re

from core.errors import Invalid
from doors.forms import Fields
from matching.words.tasks import CostKind
from matching.words.values import Cost
from web.parts import choosing, numbers, typed, written
from web.parts.fields import Field
from web.reader import Reader

KINDS = {
    CostKind.NONE: "web.ask.cost_none",
    CostKind.REPAID: "web.ask.cost_repaid",
    CostKind.PREPAID: "web.ask.cost_prepaid",
    CostKind.GIFT: "web.ask.cost_gift",
}
MOST = 1_000_000


def fields(reader: Reader, cost: Cost) -> tuple[Field, ...]:
    up_to = numbers.short(cost.up_to) if cost.up_to is not None else ""
    return (
        choosing.one_of(reader, "cost", "web.ask.cost", KINDS, cost.kind),
        Field("up_to", reader.say("web.ask.up_to"), "number", up_to, needed=False),
        Field("currency", reader.say("web.ask.currency"), value=cost.currency or "", needed=False, longest=3),
    )


def read(sent: Fields) -> Cost:
    """Raises Invalid where something has to be paid, and it is not said how much, or in which currency."""
    kind, up_to, currency = (
        written.word(sent, "cost", CostKind),
        sent.one("up_to"),
        sent.one("currency").upper(),
    )
    if kind is CostKind.NONE:
        return Cost()
    if not up_to:
        raise Invalid("/up_to", "missing")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Invalid("/currency", "not_a_currency")
    return Cost(kind, typed.amount(up_to, "/up_to", most=MOST), currency)
