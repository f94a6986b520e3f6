"""When an offer does not hold: days on which its helper is away, and the day until which it is meant."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from core.errors import Invalid
from core.models import Offer
from doors.forms import Fields
from matching.words.values import Away
from services.offers.edits import OfferChanges
from texts.catalogue import best
from texts.lists import listed
from web.parts import dates
from web.parts.fields import Choice, Field
from web.reader import Reader

DAYS, MOST = "away", 50


def told(reader: Reader, offer: Offer) -> str:
    return listed((_said(reader, days) for days in offer.away), reader.locale) or "–"


def fields(reader: Reader, offer: Offer) -> Sequence[Field]:
    """What was said, each to keep or give up, and one stretch more."""
    month = reader.say("web.help.month")
    more = (
        *dates.fields(reader, "from", reader.say("web.help.away.from"), month),
        *dates.fields(reader, "to", reader.say("web.help.away.to"), month),
    )
    if not offer.away:
        return more
    choices = tuple(Choice(_value(days), _said(reader, days)) for days in offer.away)
    picked = tuple(choice.value for choice in choices)
    label = reader.say("web.help.away.kept")
    return Field(DAYS, label, "some_of", choices=choices, picked=picked, needed=False), *more


def changes(_: Reader, offer: Offer, sent: Fields) -> OfferChanges:
    """Raises Invalid for half a stretch, one that ends before it begins, or too many."""
    kept = [days for days in offer.away if _value(days) in sent.all(DAYS)]
    first, last = dates.chosen(sent, "from"), dates.chosen(sent, "to")
    if first is None and last is not None:
        raise Invalid("/from_day", "missing")
    if first is not None:
        last = last or first
        if last < first:
            raise Invalid("/to_day", "ends_before_it_starts")
        kept.append(Away(first, last))
    if len(kept) > MOST:
        raise Invalid(f"/{DAYS}", "too_many", most=MOST)
    return OfferChanges(away=tuple(dict.fromkeys(kept)))


def until_told(reader: Reader, offer: Offer) -> str:
    return reader.when(offer.expires_at)


def until(reader: Reader, _: Offer) -> Sequence[Field]:
    label, month = reader.say("web.help.until.last_day"), reader.say("web.help.month")
    return dates.fields(reader, "until", label, month, reader.say("web.help.until.note"))


def until_changed(reader: Reader, _: Offer, sent: Fields) -> OfferChanges:
    """Until that day is over, where the reader is; where none was chosen, as long as an offer usually lasts. Raises
    Invalid for one that is over.
    """
    day = dates.chosen(sent, "until")
    if day is None:
        return OfferChanges(until=None)
    end = dates.beginning(day, reader.time_zone, after=True)
    if end <= reader.now:
        raise Invalid("/until_day", "in_the_past")
    return OfferChanges(until=end)


def _value(days: Away) -> str:
    return f"{days.first}/{days.last}"


def _said(reader: Reader, days: Away) -> str:
    first, last = (_day(reader, day) for day in (days.first, days.last))
    return first if days.first == days.last else f"{first} – {last}"


def _day(reader: Reader, day: date) -> str:
    return str(format_date(day, "long", locale=best(reader.locale)))
