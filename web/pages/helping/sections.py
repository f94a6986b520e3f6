"""What an offer says, part by part: each with what it says now, its fields, and what they change of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babel.dates import get_day_names

from core.errors import Invalid
from core.models import Offer
from doors.forms import Fields
from matching.words.categories import CATEGORIES
from matching.words.tasks import Involves, Requires, Weekday
from matching.words.values import Slot
from matching.words.vocabulary import Share
from services.offers.edits import OfferChanges
from texts.catalogue import best
from texts.lists import listed
from texts.reasons import language_name
from web import languages
from web.pages.helping import amounts, away
from web.parts import week, week_grid
from web.parts.fields import Choice, Field, Grid
from web.parts.signs import sign
from web.reader import Reader

WEEK, KEPT, ANY_TIME = "week", "kept", "any_time"

Shown = Sequence[Field | Grid]
Words = type[Requires] | type[Involves] | type[Share]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an offer that is saved by itself. `told`: what it says, in a line."""

    name: str
    label: str
    told: Callable[[Reader, Offer], str]
    fields: Callable[[Reader, Offer], Shown]
    changes: Callable[[Reader, Offer, Fields], OfferChanges]


def kinds(reader: Reader, picked: Sequence[str]) -> Field:
    """All kinds of help with their signs; none ticked is all that carries no special risk."""
    choices = tuple(Choice(slug, reader.say(f"category.{slug}"), sign(slug)) for slug in CATEGORIES)
    note = reader.say("web.help.kinds.note")
    label = reader.say("web.help.kinds")
    return Field(
        "categories", label, "some_of", choices=choices, picked=tuple(picked), note=note, needed=False
    )


def hours(reader: Reader, offer: Offer | None) -> Shown:
    """The week's grid, what does not fall on it, and that any time is fine."""
    said = week.shown(offer.availability if offer is not None else ())
    found: list[Field | Grid] = [
        Field(
            ANY_TIME,
            reader.say("web.help.any_time"),
            "checkbox",
            "yes" if said.any_time else "",
            needed=False,
        ),
        week_grid.grid(said, WEEK, reader.say("web.help.hours"), reader.locale),
    ]
    lines = week_grid.lines(said, KEPT, reader.say("web.help.other_hours"), reader.locale)
    return [*found, lines] if lines is not None else found


def read_hours(offer: Offer | None, sent: Fields) -> tuple[Slot, ...]:
    """The hours as the form left them. Raises Invalid where none are left, and any time is not meant."""
    return week.saved(
        offer.availability if offer is not None else (),
        sent.all(WEEK),
        sent.all(KEPT),
        any_time=bool(sent.one(ANY_TIME)),
        pointer=f"/{WEEK}",
    )


def known(sent: Fields, name: str, words: Words) -> list[str]:
    """What was ticked of these words, each once."""
    return [word.value for word in words if word.value in sent.all(name)]


def ticked_kinds(sent: Fields) -> list[str]:
    """The kinds of help that were ticked, each once."""
    return [slug for slug in CATEGORIES if slug in sent.all("categories")]


def _languages(_: Reader, offer: Offer, sent: Fields) -> OfferChanges:
    """Raises Invalid where none is left."""
    spoken = languages.chosen(sent, offer.languages)
    if not spoken:
        raise Invalid("/languages", "missing")
    return OfferChanges(languages=spoken)


def _kinds_told(reader: Reader, offer: Offer) -> str:
    said = [reader.say(f"category.{slug}") for slug in offer.categories]
    return listed(said, reader.locale) or reader.say("page.offer.anything")


def _hours_told(reader: Reader, offer: Offer) -> str:
    if not offer.availability:
        return reader.say("web.help.any_time")
    names = get_day_names("abbreviated", locale=best(reader.locale))
    days = {slot.weekday for slot in offer.availability}
    return listed((str(names[at]) for at, day in enumerate(Weekday) if day in days), reader.locale)


@dataclass(frozen=True, slots=True)
class _Ticks:
    """A list of words to tick, which an offer has under the same name. `says`: each word's sentence, by its key."""

    name: str
    label: str
    words: Words
    says: Mapping[str, str]

    def section(self) -> Section:
        return Section(self.name, self.label, self._told, self._fields, self._changes)

    def _told(self, reader: Reader, offer: Offer) -> str:
        return listed((reader.say(self.says[word]) for word in self._of(offer)), reader.locale) or "–"

    def _fields(self, reader: Reader, offer: Offer) -> Shown:
        choices = tuple(Choice(word, reader.say(key)) for word, key in self.says.items())
        picked = tuple(self._of(offer))
        return (
            Field(self.name, reader.say(self.label), "some_of", choices=choices, picked=picked, needed=False),
        )

    def _changes(self, _: Reader, __: Offer, sent: Fields) -> OfferChanges:
        ticked = known(sent, self.name, self.words)
        match self.name:
            case "has":
                return OfferChanges(has=ticked)
            case "cannot":
                return OfferChanges(cannot=ticked)
        return OfferChanges(share=ticked)

    def _of(self, offer: Offer) -> list[str]:
        return {"has": offer.has, "cannot": offer.cannot}.get(self.name, offer.share)


_HAS = _Ticks("has", "web.help.has", Requires, {word: f"requires.{word}" for word in Requires})
_CANNOT = _Ticks("cannot", "web.help.cannot", Involves, {word: f"involves.{word}" for word in Involves})
_SHARE = _Ticks(
    "share",
    "web.help.share",
    Share,
    {
        Share.PHONE: "web.help.share.phone",
        Share.EMAIL: "web.help.share.email",
        Share.PLACE: "web.help.share.place",
    },
)
SECTIONS = (
    Section(
        "kinds",
        "web.help.kinds",
        _kinds_told,
        lambda reader, offer: (kinds(reader, offer.categories),),
        lambda _, __, sent: OfferChanges(categories=ticked_kinds(sent)),
    ),
    Section(
        "hours",
        "web.help.hours",
        _hours_told,
        hours,
        lambda _, offer, sent: OfferChanges(availability=read_hours(offer, sent)),
    ),
    Section("away", "web.help.away", away.told, away.fields, away.changes),
    Section("limits", "web.help.limits", amounts.limits_told, amounts.limits, amounts.limits_changed),
    _HAS.section(),
    _CANNOT.section(),
    Section(
        "languages",
        "web.help.languages",
        lambda reader, offer: (
            listed((language_name(tag, reader.locale) for tag in offer.languages), reader.locale) or "–"
        ),
        lambda reader, offer: languages.fields(reader, offer.languages),
        _languages,
    ),
    Section("money", "web.help.money", amounts.money_told, amounts.money, amounts.money_changed),
    _SHARE.section(),
    Section("until", "web.help.until", away.until_told, away.until, away.until_changed),
)
BY_NAME = {section.name: section for section in SECTIONS}
