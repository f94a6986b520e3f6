"""What needs a human in a circle: why, since when, how urgent, about where, and what to do; no words, no name.

One press takes it. A yes that only a coordinator can ask for is passed on here, too: whom to ask is shown on a press.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from h3.api import basic_int as h3

from core.errors import Malformed, NotFound
from core.events import EventKind
from core.models import Community, Event, Match, Need
from matching.words.vocabulary import MatchStatus
from services.access import rights
from services.desk import holding
from services.oversight import answers, queue
from services.oversight.queue import Entry, Held
from texts.catalogue import say_or
from web import desk_paths
from web.links import another_hand, circle, notice
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.shapes import Fact


def show(visit: Visit) -> Page:
    event = notice.event_of(visit)
    if event.subject_type not in ("need", "match", "person", "case", "appeal", "call_request"):
        return notice.show(visit)
    return _page(visit, event)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Two who press at once: the second reads that it is taken care of."""
    event = notice.event_of(visit)
    if event.community_id is None:
        raise NotFound("link_over")
    match fields.get("do"):
        case "take":
            holding.claim(visit.session, visit.me, event.community_id, event.subject_id, now=visit.now)
            return _page(visit, event, pressed=True)
        case "yes" if event.subject_type == "match":
            return _pass_on(visit, event, fields)
    raise Malformed


def _pass_on(visit: Visit, event: Event, fields: dict[str, str]) -> Page:
    if not fields.get(another_hand.TICK):
        unasked = {another_hand.TICK: visit.say("field.spoken_needed")}
        return _page(visit, event, pressed=True, errors=unasked)
    another_hand.pass_on(visit, rights.match(visit.session, visit.me, event.subject_id))
    return Page(visit.say("page.thanks"), (visit.say("page.another_hand.done"),))


def _page(
    visit: Visit, event: Event, *, pressed: bool = False, errors: Mapping[str, str] = MappingProxyType({})
) -> Page:
    """How it stands. `pressed`: a human pressed something, so that names may stand on it; no scanner does."""
    if event.community_id is None:
        raise NotFound("link_over")
    entry = queue.entry(visit.session, visit.me, event.community_id, event.subject_id, now=visit.now)
    onward = _to_desk(visit, event, entry)
    title = visit.say("notification.needs_a_human.title")
    need = _need(visit, event)
    of_circle = tuple(circle.facts(visit, event.community_id, need.cell if need is not None else None))
    why = _in_no_queue(visit, event)
    if why is not None:
        facts = tuple(_facts(visit, event, why, event.at))
        return Page(title, (_to_do(visit, why),), facts, below=of_circle, onward=onward)
    if entry is None:
        return Page(title, (visit.say("page.human.over"),), below=of_circle)
    about = event.subject_id
    held = queue.held(visit.session, visit.me, event.community_id, [about], now=visit.now).get(about)
    facts = tuple(_facts(visit, event, entry.why, entry.since))
    page = Page(title, _lines(visit, entry, held), facts, below=of_circle, onward=onward)
    if held is None:
        return replace(page, form=Form((Button("take", visit.say("page.human.take")),)))
    if not held.by_me or entry.why != answers.ANOTHER_HAND:
        return page
    return _with_whom(visit, page, about, errors) if pressed else replace(page, form=_way_in(visit))


def _to_desk(visit: Visit, event: Event, entry: Entry | None) -> tuple[str, str]:
    """The page of the desk on which it is decided, for whoever signs in."""
    found = visit.session.get_one(Community, event.community_id)
    why = entry.why if entry is not None else ""
    page = desk_paths.entry(found.slug, event.subject_type, event.subject_id, why)
    return page, visit.say("page.human.desk")


def _way_in(visit: Visit) -> Form:
    return Form((Button("take", visit.say("page.another_hand.whom")),))


def _with_whom(visit: Visit, page: Page, match_id: UUID, errors: Mapping[str, str]) -> Page:
    """The page with whom to ask for their yes, and where to pass it on."""
    whom = another_hand.facts(visit, rights.match(visit.session, visit.me, match_id))
    status = 422 if errors else 200
    return replace(page, facts=whom, form=another_hand.form(visit, errors), status=status)


def _lines(visit: Visit, entry: Entry, held: Held | None) -> tuple[str, ...]:
    """What to do, and who does it."""
    if held is None:
        return (_to_do(visit, entry.why), visit.say("page.human.one_press"))
    if held.by_me:
        return (visit.say("page.human.yours", until=visit.when(held.until)), _to_do(visit, entry.why))
    return (visit.say("page.human.others", until=visit.when(held.until)),)


def _in_no_queue(visit: Visit, event: Event) -> str | None:
    """Why a coordinator was told of what waits for nobody in particular, and passes with its time."""
    match EventKind(event.kind):
        case EventKind.MATCH_STANDING_FELL:
            return "standing_fell"
        case EventKind.MATCH_TOO_FEW:
            agreed = visit.session.get_one(Match, event.subject_id)
            waits = agreed.status is MatchStatus.CONFIRMED and agreed.company_due_at is not None
            return "too_few" if waits else None
    return None


def _to_do(visit: Visit, why: str) -> str:
    return visit.say(f"page.human.do.{why}")


def _facts(visit: Visit, event: Event, why: str, since: datetime) -> Iterator[Fact]:
    words = say_or(f"page.human.why.{why}", visit.locale, "page.human.why.other")
    yield Fact(visit.say("page.human.why"), words)
    yield Fact(visit.say("page.human.since"), visit.when(since))
    need = _need(visit, event)
    if need is None:
        return
    yield Fact(visit.say("page.human.urgency"), visit.say(f"page.when.{need.urgency}"))
    if need.cell is not None:
        yield Fact(visit.say("page.where"), *_on_map(visit, need.cell))


def _on_map(visit: Visit, cell: int) -> tuple[str, str, str]:
    """The middle of the cell that everybody of the circle is shown, and how large it is."""
    lat, lon = h3.cell_to_latlng(cell)
    square_km = round(h3.cell_area(cell, unit="km^2"))
    return visit.say("page.map"), f"geo:{lat:.3f},{lon:.3f}?z=12", visit.say("page.human.area", km=square_km)


def _need(visit: Visit, event: Event) -> Need | None:
    """The need that it is about, if any; only what everybody who oversees it may know is taken of it."""
    if event.subject_type == "match":
        return visit.session.get_one(Need, visit.session.get_one(Match, event.subject_id).need_id)
    return visit.session.get(Need, event.subject_id) if event.subject_type == "need" else None
