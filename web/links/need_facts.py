"""A need on a page: as much of it as the visitor may see, and no more."""

from collections.abc import Iterator

from core import hints
from core.models import Community
from matching.words.tasks import CostKind
from matching.words.values import Point
from matching.words.vocabulary import PlaceKind
from services.afterwards.public_contact import PublicContact
from services.needs.rows import NeedColumns
from services.needs.views import NeedView, Sight
from texts.times import when
from web.links.visit import Visit
from web.parts.shapes import Fact


def coarse(visit: Visit, need: NeedColumns) -> tuple[Fact, ...]:
    """What an outsider may know: category, roughly where, when, for how many."""
    return tuple(_coarse(visit, need))


def seen(visit: Visit, view: NeedView) -> tuple[Fact, ...]:
    """What this visitor may know, by the same decision as everywhere (`services.needs.views`)."""
    facts = list(_coarse(visit, view.need))
    if view.display_name is not None:
        facts.append(Fact(visit.say("page.who"), view.display_name))
    if view.sight >= Sight.WORDS:
        facts += _words(visit, view.need)
    if view.sight is not Sight.OWN:
        facts += public(visit, view.public)
    return tuple(facts)


def public(visit: Visit, found: PublicContact | None) -> Iterator[Fact]:
    """Of an organisation's need: whose it is, where, and how they are reached, as far as it tells everybody."""
    if found is None:
        return
    yield Fact(visit.say("page.who"), found.organisation)
    if found.place:
        yield Fact(visit.say("page.place"), *on_map(visit, found.place))
    if found.address:
        yield Fact(visit.say("page.door"), found.address)
    if found.to:
        yield Fact(visit.say("page.to"), *on_map(visit, found.to))
    if found.phone:
        yield Fact(visit.say("page.phone"), found.phone, f"tel:{found.phone}")
    if found.email:
        yield Fact(visit.say("page.email"), found.email, f"mailto:{found.email}")


def on_map(visit: Visit, point: Point) -> tuple[str, str, str]:
    """A link that the phone's own map opens, so that no other server learns of it; the numbers for whoever has none."""
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    return visit.say("page.map"), f"geo:{lat},{lon}?q={lat},{lon}", f"{lat}, {lon}"


def _coarse(visit: Visit, need: NeedColumns) -> Iterator[Fact]:
    yield Fact(visit.say("page.what"), visit.say(f"category.{need.category}"))
    if need.place_kind is PlaceKind.REMOTE:
        yield Fact(visit.say("page.where"), visit.say("page.remote"))
    else:
        name = visit.session.get_one(Community, need.community_id).name
        plain = name if hints.is_plain_name(name) else visit.say("page.a_community")
        yield Fact(visit.say("page.where"), plain)
    yield Fact(visit.say("page.when"), when(need.windows, need.urgency, visit.locale, visit.time_zone))
    if need.for_people > 1:
        yield Fact(visit.say("page.for"), visit.say("page.people", count=need.for_people))


def _words(visit: Visit, need: NeedColumns) -> Iterator[Fact]:
    if need.involves:
        words = [visit.say(f"involves.{word}") for word in need.involves]
        yield Fact(visit.say("page.involves"), ", ".join(words))
    if need.requires:
        words = [visit.say(f"requires.{word}") for word in need.requires]
        yield Fact(visit.say("page.requires"), ", ".join(words))
    cost = need.cost
    if cost.kind is not CostKind.NONE:
        amount = f"{cost.up_to or 0:g} {cost.currency}"
        yield Fact(visit.say("page.money"), visit.say(f"page.cost.{cost.kind}", amount=amount))
