"""What was agreed: the other's contact, shown when it is asked for and recorded then; and calling it off."""

from collections.abc import Iterator
from dataclasses import replace

from api.pages.render import clipped
from api.pages.shapes import Button, Fact, Field, Form, Page
from api.pages.visit import Visit
from core.errors import Malformed
from core.models import Match
from matching.words.values import Point
from matching.words.vocabulary import By, MatchStatus
from services.access import links, rights
from services.afterwards import contact
from services.consequences import match_times
from services.matches import no as match_no

LONGEST_REASON = 300


def show(visit: Visit) -> Page:
    match = _match(visit)
    if match.status is not MatchStatus.CONFIRMED:
        return Page(visit.say("page.agreed.ended"))
    return _page(visit, match)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Looking does not use the link up; calling off does."""
    match fields.get("do"):
        case "show":
            found = contact.read(visit.session, visit.me, visit.link.subject_id, now=visit.now)
            page = _page(visit, _match(visit))
            facts = page.facts + tuple(_facts(visit, found))
            return replace(page, facts=facts, words=clipped(found.private_note), form=None)
        case "cancel":
            return _cancel(visit, fields)
    raise Malformed


def _match(visit: Visit) -> Match:
    return rights.match(visit.session, visit.me, visit.link.subject_id)


def _page(visit: Visit, match: Match, error: str = "") -> Page:
    facts: list[Fact] = []
    time = match_times.of(match)
    if time.agreed is not None:
        stretch = f"{visit.when(time.agreed.start)} – {visit.when(time.agreed.end)}"
        facts.append(Fact(visit.say("page.when"), stretch))
    elif time.between is not None:
        start, end = visit.when(time.between.start), visit.when(time.between.end)
        facts.append(Fact(visit.say("page.when"), visit.say("page.between", start=start, end=end)))
    look = Button("show", visit.say("page.agreed.show"))
    off = Button("cancel", visit.say("page.agreed.call_off"), quiet=True)
    helping = rights.side(visit.me, match) is By.HELPER
    why = (Field("reason", visit.say("page.agreed.why"), error=error, needed=helping),) if helping else ()
    return Page(
        visit.say("notification.confirmed_helper.title"),
        (visit.say("page.agreed.they_see"), *((visit.say("page.fix_an_hour"),) if time.between else ())),
        tuple(facts),
        form=Form((look,)),
        aside=Form((off,), why),
        status=422 if error else 200,
    )


def _cancel(visit: Visit, fields: dict[str, str]) -> Page:
    match = _match(visit)
    reason = fields.get("reason", "")[:LONGEST_REASON]
    if rights.side(visit.me, match) is By.HELPER and not reason:
        return _page(visit, match, error=visit.say("field.reason_needed"))
    links.spend(visit.session, visit.link, visit.now)
    match_no.cancel(visit.session, visit.me, match.id, reason=reason or None, now=visit.now)
    return Page(visit.say("page.agreed.ended"), (visit.say("page.agreed.told"),))


def _facts(visit: Visit, found: contact.Contact) -> Iterator[Fact]:
    if found.display_name:
        yield Fact(visit.say("page.name"), found.display_name)
    if found.phone:
        yield Fact(visit.say("page.phone"), found.phone, f"tel:{found.phone}")
    if found.email:
        yield Fact(visit.say("page.email"), found.email, f"mailto:{found.email}")
    if found.place:
        yield Fact(visit.say("page.place"), *_on_map(visit, found.place))
    if found.address:
        yield Fact(visit.say("page.door"), found.address)
    if found.to:
        yield Fact(visit.say("page.to"), *_on_map(visit, found.to))


def _on_map(visit: Visit, point: Point) -> tuple[str, str, str]:
    """A link that the phone's own map opens, so that no other server learns of it; the numbers for whoever has none."""
    lat, lon = f"{point.lat:.5f}", f"{point.lon:.5f}"
    return visit.say("page.map"), f"geo:{lat},{lon}?q={lat},{lon}", f"{lat}, {lon}"
