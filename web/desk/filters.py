"""What the list is narrowed to, as its address says it: by name, so that it can be sent, kept and gone back to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from h3.api import basic_int as h3

from core.errors import BadParameter
from matching.words.categories import CATEGORIES
from matching.words.vocabulary import Urgency
from services.desk.filters import Filters, Whose
from services.oversight.answers import ANSWERS
from texts.catalogue import LANGUAGES, say_or
from texts.lists import listed
from texts.reasons import language_name
from web.coming.visitor import Visitor
from web.parts.fields import Button, Choice, Field, Form

HELD: Mapping[str, str] = {
    "me": "web.desk.held.me",
    "nobody": "web.desk.held.nobody",
    "others": "web.desk.held.others",
}
_WHOSE: Mapping[str, Whose] = {"me": "me", "nobody": "nobody", "others": "others"}
OLDER: Mapping[str, tuple[str, timedelta]] = {
    "4h": ("web.desk.older.4h", timedelta(hours=4)),
    "1d": ("web.desk.older.1d", timedelta(days=1)),
    "3d": ("web.desk.older.3d", timedelta(days=3)),
    "7d": ("web.desk.older.7d", timedelta(days=7)),
}
PUT_OFF = "later"
AFTER = "after"
_NARROWING = ("held", "why", "urgency", "language", "category", "quarter", "older", PUT_OFF)
_OF_EVERY_PAGE = frozenset({"lang", "said"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list shows: the filters, as names and values of the address in one order; `after`: behind which entry
    its page begins.
    """

    filters: Filters
    pairs: tuple[tuple[str, str], ...] = ()
    after: str = ""

    @property
    def address(self) -> str:
        """The query of the list's own page; empty, or with its question mark."""
        return query(self.pairs, *([(AFTER, self.after)] if self.after else []))

    def without(self, name: str) -> str:
        """The query of the list where this one is not asked for, from its beginning."""
        return query(tuple(pair for pair in self.pairs if pair[0] != name))

    def narrower(self, name: str, value: str) -> str:
        """The query of the list with one more, from its beginning."""
        return query(tuple(pair for pair in self.pairs if pair[0] != name), (name, value))


def query(pairs: tuple[tuple[str, str], ...], *more: tuple[str, str]) -> str:
    told = [*pairs, *more]
    return f"?{urlencode(told)}" if told else ""


def read(visitor: Visitor, *beside: str) -> Narrowed:
    """What this address asks for. `beside`: names that its page knows besides.

    Raises BadParameter for what no list can be narrowed by, and for what is none of what it can be narrowed to.
    """
    asked = visitor.request.query_params.multi_items()
    for name, _ in asked:
        if name not in {*_NARROWING, AFTER, *_OF_EVERY_PAGE, *beside}:
            raise BadParameter(name, "unknown_field")
    said = {name: tuple(value for key, value in asked if key == name and value) for name in _NARROWING}
    return Narrowed(
        filters=Filters(
            held=_WHOSE[held] if (held := _one_of(said, "held", HELD)) else None,
            whys=_all_of(said, "why", ANSWERS),
            urgencies=tuple(Urgency(word) for word in _all_of(said, "urgency", Urgency)),
            language=_language(said),
            category=_one_of(said, "category", CATEGORIES),
            quarter=_quarter(said),
            older_than=OLDER[older][1] if (older := _one_of(said, "older", OLDER)) else None,
            put_off=_one_of(said, PUT_OFF, ("yes",)) is not None,
        ),
        pairs=tuple((name, value) for name in _NARROWING for value in said[name]),
        after=visitor.asked(AFTER),
    )


Said = Mapping[str, tuple[str, ...]]


def _all_of(said: Said, name: str, known: Iterable[str]) -> tuple[str, ...]:
    if not set(said[name]) <= set(known):
        raise BadParameter(name, "wrong_value")
    return said[name]


def _one_of(said: Said, name: str, known: Iterable[str]) -> str | None:
    found = _all_of(said, name, known)
    if len(found) > 1:
        raise BadParameter(name, "wrong_value")
    return found[0] if found else None


def _language(said: Said) -> str | None:
    for tag in said["language"]:
        if not _LANGUAGE.fullmatch(tag):
            raise BadParameter("language", "wrong_value")
        return tag
    return None


def _quarter(said: Said) -> int | None:
    for cell in said["quarter"]:
        if not (cell.isascii() and cell.isdigit() and len(cell) < 20 and h3.is_valid_cell(int(cell))):
            raise BadParameter("quarter", "wrong_value")
        return int(cell)
    return None


def form(visitor: Visitor, now: Narrowed, categories: Iterable[str]) -> Form:
    """To narrow the list by: what stands in the address is chosen already. It only opens the list anew."""
    chosen = {name: value for name, value in now.pairs if name not in ("why", "urgency", "quarter")}
    fields = (
        _select(
            visitor, "held", "web.desk.held", {key: visitor.say(text) for key, text in HELD.items()}, chosen
        ),
        Field(
            "why",
            visitor.say("web.desk.why"),
            "select",
            choices=(_any(visitor), *(Choice(why, say_why(visitor, why)) for why in ANSWERS)),
            picked=now.filters.whys or ("",),
        ),
        Field(
            "urgency",
            visitor.say("page.human.urgency"),
            "select",
            choices=(_any(visitor), *(Choice(word, visitor.say(f"page.when.{word}")) for word in Urgency)),
            picked=now.filters.urgencies or ("",),
        ),
        _select(
            visitor,
            "category",
            "web.desk.category",
            {one: visitor.say(f"category.{one}") for one in categories},
            chosen,
        ),
        _select(
            visitor,
            "language",
            "web.desk.language",
            {tag: language_name(tag, visitor.locale) for tag in _languages(now)},
            chosen,
        ),
        _select(
            visitor,
            "older",
            "web.desk.older",
            {key: visitor.say(text) for key, (text, _) in OLDER.items()},
            chosen,
        ),
        *_kept(now),
    )
    return Form((Button("", visitor.say("web.desk.show")),), fields, opens=True)


def told(visitor: Visitor, now: Narrowed) -> str:
    """What the list is narrowed to, in words; empty where it shows everything."""
    return listed(
        (_in_words(visitor, name, value) for name, value in now.pairs if name != PUT_OFF), visitor.locale
    )


def _in_words(visitor: Visitor, name: str, value: str) -> str:
    match name:
        case "held":
            return visitor.say(HELD[value])
        case "why":
            return say_why(visitor, value)
        case "urgency":
            return visitor.say(f"page.when.{value}")
        case "category":
            return visitor.say(f"category.{value}")
        case "language":
            return language_name(value, visitor.locale)
        case "older":
            return visitor.say(OLDER[value][0])
    return visitor.say("web.desk.quarter.one")


def say_why(visitor: Visitor, why: str) -> str:
    """Why something stands in a queue, in words."""
    return say_or(f"page.human.why.{why}", visitor.locale, "page.human.why.other")


def _languages(now: Narrowed) -> Iterable[str]:
    asked = now.filters.language
    return dict.fromkeys((*LANGUAGES, *([asked] if asked else [])))


def _kept(now: Narrowed) -> Iterator[Field]:
    """What this form does not ask about, and keeps."""
    for name, value in now.pairs:
        if name in ("quarter", PUT_OFF):
            yield Field(name, kind="hidden", value=value)


def _any(visitor: Visitor) -> Choice:
    return Choice("", visitor.say("web.desk.any"))


def _select(
    visitor: Visitor, name: str, label: str, words: Mapping[str, str], chosen: Mapping[str, str]
) -> Field:
    choices = (_any(visitor), *(Choice(value, label) for value, label in words.items()))
    return Field(name, visitor.say(label), "select", choices=choices, picked=(chosen.get(name, ""),))
