"""A need on a page: as much of it as its reader may see, and no more."""

from collections.abc import Iterator

from core import hints
from core.models import Community
from matching.words.tasks import CostKind
from matching.words.values import Point
from matching.words.vocabulary import PlaceKind
from services.afterwards.public_contact import PublicContact
from services.needs.rows import NeedColumns
from services.needs.views import NeedView, Sight
from texts.lists import listed
from texts.times import when
from web.parts import numbers
from web.parts.shapes import Fact
from web.reader import Reader


def coarse(reader: Reader, need: NeedColumns) -> tuple[Fact, ...]:
    """What an outsider may know: category, roughly where, when, for how many."""
    return tuple(_coarse(reader, need))


def seen(reader: Reader, view: NeedView) -> tuple[Fact, ...]:
    """What this reader may know, by the same decision as everywhere (`services.needs.views`)."""
    facts = list(_coarse(reader, view.need))
    if view.display_name is not None:
        facts.append(Fact(reader.say("page.who"), view.display_name))
    if view.sight >= Sight.WORDS:
        facts += _words(reader, view.need)
    if view.sight is not Sight.OWN:
        facts += public(reader, view.public)
    return tuple(facts)


def public(reader: Reader, found: PublicContact | None) -> Iterator[Fact]:
    """Of an organisation's need: whose it is, where, and how they are reached, as far as it tells everybody."""
    if found is None:
        return
    yield Fact(reader.say("page.who"), found.organisation)
    if found.place:
        yield Fact(reader.say("page.place"), *on_map(reader, found.place))
    if found.address:
        yield Fact(reader.say("page.door"), found.address)
    if found.to:
        yield Fact(reader.say("page.to"), *on_map(reader, found.to))
    if found.phone:
        yield Fact(reader.say("page.phone"), found.phone, f"tel:{found.phone}")
    if found.email:
        yield Fact(reader.say("page.email"), found.email, f"mailto:{found.email}")


def on_map(reader: Reader, point: Point) -> tuple[str, str, str]:
    """A link that the phone's own map opens, so that no other server learns of it; the numbers for whoever has none."""
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    return reader.say("page.map"), f"geo:{lat},{lon}?q={lat},{lon}", f"{lat}, {lon}"


def _coarse(reader: Reader, need: NeedColumns) -> Iterator[Fact]:
    yield Fact(reader.say("page.what"), reader.say(f"category.{need.category}"))
    if need.place_kind is PlaceKind.REMOTE:
        yield Fact(reader.say("page.where"), reader.say("page.remote"))
    else:
        name = reader.session.get_one(Community, need.community_id).name
        plain = name if hints.is_plain_name(name) else reader.say("page.a_community")
        yield Fact(reader.say("page.where"), plain)
    yield Fact(reader.say("page.when"), when(need.windows, need.urgency, reader.locale, reader.time_zone))
    if need.for_people > 1:
        yield Fact(reader.say("page.for"), reader.say("page.people", count=need.for_people))


def _words(reader: Reader, need: NeedColumns) -> Iterator[Fact]:
    if need.involves:
        words = [reader.say(f"involves.{word}") for word in need.involves]
        yield Fact(reader.say("page.involves"), listed(words, reader.locale))
    if need.requires:
        words = [reader.say(f"requires.{word}") for word in need.requires]
        yield Fact(reader.say("page.requires"), listed(words, reader.locale))
    cost = need.cost
    if cost.kind is not CostKind.NONE:
        amount = f"{numbers.short(cost.up_to or 0)} {cost.currency}"
        yield Fact(reader.say("page.money"), reader.say(f"page.cost.{cost.kind}", amount=amount))
