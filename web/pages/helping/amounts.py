"""How much help an offer stands for: how often, how far, of how many things, and with what money."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.edits import UNSET
from core.errors import Invalid
from core.models import Offer
from doors.forms import Fields
from services.offers.edits import MoneyChanges, OfferChanges
from web.parts import numbers, typed
from web.parts.fields import Field
from web.reader import Reader

MOST, FARTHEST_KM, MOST_MONEY, MOST_THINGS = 1000, 500, 1_000_000, 1_000_000
_LABELS = {
    "per_week": "web.help.per_week",
    "at_a_time": "web.help.at_a_time",
    "reach_km": "web.help.reach_km",
    "up_to": "web.help.up_to",
    "stock": "web.help.stock",
    "advance_up_to": "web.help.advance_up_to",
    "gift_up_to": "web.help.gift_up_to",
}
_CURRENCY = re.compile(r"[A-Z]{3}")


def limits_told(reader: Reader, offer: Offer) -> str:
    return reader.say(
        "web.help.limits.told",
        per_week=offer.per_week,
        at_a_time=offer.at_a_time,
        km=numbers.short(offer.reach_km),
    )


def limits(reader: Reader, offer: Offer) -> Sequence[Field]:
    found = [
        _number(reader, "per_week", f"{offer.per_week}"),
        _number(reader, "at_a_time", f"{offer.at_a_time}"),
        _number(reader, "reach_km", numbers.short(offer.reach_km)),
    ]
    if offer.organisation_id:
        found.append(_number(reader, "up_to", f"{offer.up_to}"))
    stock = "" if offer.stock is None else f"{offer.stock}"
    return [*found, replace(_number(reader, "stock", stock), note=reader.say("web.help.stock.note"))]


def limits_changed(_: Reader, offer: Offer, sent: Fields) -> OfferChanges:
    """Raises Invalid for what is no number, or beyond its bounds."""
    per_week, at_a_time = (
        typed.number(sent.one(name), f"/{name}", least=1, most=MOST) for name in ("per_week", "at_a_time")
    )
    stock = sent.one("stock")
    return OfferChanges(
        per_week=per_week,
        at_a_time=at_a_time,
        reach_km=typed.kilometres(sent.one("reach_km"), "/reach_km", most=FARTHEST_KM),
        up_to=typed.number(sent.one("up_to"), "/up_to", least=1, most=MOST)
        if offer.organisation_id
        else UNSET,
        stock=typed.number(stock, "/stock", least=0, most=MOST_THINGS) if stock else None,
    )


def money_told(reader: Reader, offer: Offer) -> str:
    money = offer.money
    if not (money.advance_up_to or money.gift_up_to):
        return reader.say("web.help.money.none")
    currency = money.currency or ""
    return reader.say(
        "web.help.money.told",
        advance=f"{numbers.short(money.advance_up_to)} {currency}".strip(),
        gift=f"{numbers.short(money.gift_up_to)} {currency}".strip(),
    )


def money(reader: Reader, offer: Offer) -> Sequence[Field]:
    return [
        _number(reader, "advance_up_to", numbers.short(offer.money.advance_up_to)),
        _number(reader, "gift_up_to", numbers.short(offer.money.gift_up_to)),
        Field(
            "currency",
            reader.say("web.help.currency"),
            value=offer.money.currency or "",
            longest=3,
            needed=False,
            note=reader.say("web.help.currency.note"),
        ),
    ]


def money_changed(_: Reader, __: Offer, sent: Fields) -> OfferChanges:
    """Raises Invalid for what is no amount, and where it is not said in which currency."""
    advance, gift = (
        typed.amount(sent.one(name) or "0", f"/{name}", most=MOST_MONEY)
        for name in ("advance_up_to", "gift_up_to")
    )
    currency = sent.one("currency").upper()
    if (currency or advance or gift) and not _CURRENCY.fullmatch(currency):
        raise Invalid("/currency", "wrong_value" if currency else "missing")
    return OfferChanges(money=MoneyChanges(advance, gift, currency or None))


def _number(reader: Reader, name: str, value: str) -> Field:
    return Field(name, reader.say(_LABELS[name]), "number", value, needed=False)
