"""Tending an own need: keep it open, or say that it is done."""

from collections.abc import Iterator

from core.errors import Malformed
from core.models import Need
from matching.states import deadlines
from matching.words.vocabulary import NeedStatus
from services.access import links, rights
from services.needs import history as need_history
from services.needs import life as need_life
from services.needs import parts as need_parts
from services.needs import views as need_views
from web.links import circle, need_facts, ruled
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.shapes import Fact


def show(visit: Visit) -> Page:
    return _page(visit, rights.own_need(visit.session, visit.me, visit.link.subject_id))


def _page(visit: Visit, need: Need, *, error: str = "") -> Page:
    """`error`: what was missing as somebody said that a decision was wrong."""
    allowed = need_parts.verbs(need)
    buttons = [
        *([Button("another", visit.say("page.need.another_matter"))] if "another_matter" in allowed else []),
        *([Button("renew", visit.say("page.need.renew"))] if "renew" in allowed else []),
        *([Button("helped", visit.say("page.need.helped"), quiet=True)] if "fulfil" in allowed else []),
        *([Button("close", visit.say("page.need.close"), quiet=True)] if "withdraw" in allowed else []),
    ]
    view = need_views.view(visit.session, visit.me, need, now=visit.now)
    title, line = _how_it_stands(visit, need)
    page = Page(
        title,
        (line,),
        (*need_facts.coarse(visit, need), *_why(visit, need)),
        view.title,
        form=Form(tuple(buttons)) if buttons else None,
        below=tuple(circle.facts(visit, need.community_id, need.cell)),
    )
    return ruled.on(page, visit, ruled.about(visit, need), error=error)


_TOLD = {
    NeedStatus.PENDING: ("page.need.pending.title", "page.need.pending"),
    NeedStatus.OPEN: ("notification.need_expiring.title", "page.need.open"),
    NeedStatus.MATCHED: ("notification.confirmed_beneficiary.title", "page.need.matched"),
    NeedStatus.EXPIRED: ("notification.still_needed.title", "notification.still_needed.text"),
    NeedStatus.FULFILLED: ("notification.need_fulfilled.title", "notification.need_fulfilled.text"),
    NeedStatus.WITHDRAWN: ("page.agreed.ended", "page.need.closed"),
    NeedStatus.REMOVED: ("notification.moderated.title", "notification.moderated.text"),
}
"""By how it stands: title, and a sentence."""


def _how_it_stands(visit: Visit, need: Need) -> tuple[str, str]:
    """A title and a sentence that are true as it stands now; its time may be over before anybody wrote that down."""
    if need.duplicate_of is not None:
        return visit.say("notification.marked_double.title"), visit.say("notification.marked_double.text")
    over = need.status is NeedStatus.OPEN and need.expires_at <= visit.now
    title, line = _TOLD[NeedStatus.EXPIRED if over else need.status]
    if need.status is NeedStatus.OPEN and visit.now < deadlines.first_reminder(
        need.posted_at, need.expires_at
    ):
        title = "page.need.open.title"  # nothing asks yet whether it is still needed
    return visit.say(title), visit.say(line, until=visit.when(need.expires_at))


def _why(visit: Visit, need: Need) -> Iterator[Fact]:
    """What a coordinator decided about it last, in the words that they gave for it."""
    reason = need_history.last_reason(visit.session, need)
    if reason is not None:
        yield Fact(visit.say("page.need.decided"), reason)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """One answer uses the link up; the next reminder brings another. Saying that a decision was wrong leaves it."""
    if fields.get("do") == ruled.APPEAL:
        tended = rights.own_need(visit.session, visit.me, visit.link.subject_id)
        return _page(visit, tended, error=ruled.act(visit, ruled.about(visit, tended), fields))
    links.spend(visit.session, visit.link, visit.now)
    need = _done(visit, fields.get("do"))
    if need.status is NeedStatus.OPEN:
        until = visit.say("page.need.renewed", until=visit.when(need.expires_at))
        return Page(visit.say("page.thanks"), (until,))
    return Page(visit.say("page.thanks"), (visit.say("page.need.closed"),))


def _done(visit: Visit, do: str | None) -> Need:
    session, need_id, now = visit.session, visit.link.subject_id, visit.now
    match do:
        case "another":
            return need_life.another_matter(session, visit.me, need_id, now=now)
        case "renew":
            return need_life.renew(session, visit.me, need_id, expires_at=None, now=now)
        case "helped":
            return need_life.fulfil(session, visit.me, need_id, helped_elsewhere=True, now=now)
        case "close":
            return need_life.withdraw(session, visit.me, need_id, now=now)
    raise Malformed
