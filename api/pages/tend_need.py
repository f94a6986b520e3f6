"""Tending an own need: keep it open, or say that it is done."""

from collections.abc import Iterator

from api.pages import circle, need_facts
from api.pages.shapes import Button, Fact, Form, Page
from api.pages.visit import Visit
from core.errors import Malformed
from core.models import Need
from matching.words.vocabulary import NeedStatus
from services.access import links, rights
from services.needs import history as need_history
from services.needs import life as need_life
from services.needs import parts as need_parts
from services.needs import views as need_views


def show(visit: Visit) -> Page:
    need = rights.own_need(visit.session, visit.me, visit.link.subject_id)
    allowed = need_parts.verbs(need)
    double = need.duplicate_of is not None
    buttons = [
        *([Button("another", visit.say("page.need.another_matter"))] if "another_matter" in allowed else []),
        *([Button("renew", visit.say("page.need.renew"))] if "renew" in allowed else []),
        *([Button("helped", visit.say("page.need.helped"), quiet=True)] if "fulfil" in allowed else []),
        *([Button("close", visit.say("page.need.close"), quiet=True)] if "withdraw" in allowed else []),
    ]
    over = need.status is not NeedStatus.OPEN
    view = need_views.view(visit.session, visit.me, need, now=visit.now)
    about = "marked_double" if double else "still_needed" if over else "need_expiring"
    line = visit.say(f"notification.{about}.text")
    return Page(
        visit.say(f"notification.{'marked_double' if double else 'need_expiring'}.title"),
        (line,) if buttons else (visit.say("page.need.closed"),),
        (*need_facts.coarse(visit, need), *_why(visit, need)),
        view.title,
        form=Form(tuple(buttons)) if buttons else None,
        below=tuple(circle.facts(visit, need.community_id)),
    )


def _why(visit: Visit, need: Need) -> Iterator[Fact]:
    """What a coordinator decided about it last, in the words that they gave for it."""
    reason = need_history.last_reason(visit.session, need)
    if reason is not None:
        yield Fact(visit.say("page.need.decided"), reason)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """One answer uses the link up; the next reminder brings another."""
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
