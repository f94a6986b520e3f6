"""What somebody was told, read again on a page; where it asks for a decision, it is made here."""

from collections.abc import Iterator

from core.errors import Malformed, NotFound
from core.events import EventKind
from core.models import Event, Need, Notification, Person
from core.models.person import ContactKind
from notifications.messages import spoken_for
from services import sealed
from services.representation import standing
from services.safety import reports
from web.links import circle, decisions, ruled
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.shapes import Fact


def show(visit: Visit) -> Page:
    return _page(visit, event_of(visit))


def _page(visit: Visit, event: Event, *, error: str = "") -> Page:
    """`error`: what was missing as somebody said that a decision was wrong."""
    title, text = spoken_for.said(_of(visit), visit.locale)
    asked = decisions.asked(visit, event)
    decided = ruled.of_event(visit, event)
    facts = (
        *(asked.facts if asked else ()),
        *ruled.facts(visit, event, decided),
        *_what_followed(visit, event),
        *_whom_to_phone(visit, event),
        *_which_member(visit, event),
    )
    community = event.community_id
    page = Page(
        title,
        (text, *_to_do(visit, event)),
        facts,
        form=asked.form if asked else None,
        below=tuple(circle.facts(visit, community, _cell(visit, event))) if community is not None else (),
    )
    return ruled.on(page, visit, decided, error=error)


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """What was decided stands from then on; who decides it twice changes nothing."""
    event = event_of(visit)
    if fields.get("do") == ruled.APPEAL:
        missing = ruled.act(visit, ruled.of_event(visit, event), fields)
        return _page(visit, event, error=missing)
    do, asked = fields.get("do", ""), decisions.asked(visit, event)
    if asked is None or do not in {button.do for button in asked.form.buttons}:
        raise Malformed
    asked.act(do)
    return Page(visit.say("page.thanks"), (visit.say(asked.done),))


_LOOKS = {
    EventKind.REVEAL_ASKED: "reveal_waits",
    EventKind.REVEAL_OWED: "reveal_unseen",
    EventKind.REVEALS_OVERDUE: "reveal_unseen",
}


def _to_do(visit: Visit, event: Event) -> Iterator[str]:
    """Of looks that want a second word: how it is given. Also to stewards of a neighbour, who have no queue there."""
    why = _LOOKS.get(EventKind(event.kind))
    if why is not None:
        yield visit.say(f"page.human.do.{why}")


def _what_followed(visit: Visit, event: Event) -> Iterator[Fact]:
    """Of a report that was looked at: whether anything followed; never what, for that is another's."""
    if EventKind(event.kind) is EventKind.REPORT_LOOKED_AT:
        for filed in reports.looked_at(visit.session, visit.me, event.at)[:1]:
            followed = "page.reported.acted" if filed.acted else "page.reported.nothing"
            yield Fact(visit.say("page.reported.followed"), visit.say(followed))


def _whom_to_phone(visit: Visit, event: Event) -> Iterator[Fact]:
    """Of "please phone them": who it is, for whoever speaks for them, and their number."""
    if EventKind(event.kind) is not EventKind.NOT_REACHED:
        return
    someone = standing.get(visit.session, visit.me, event.subject_id)
    if someone.display_name:
        yield Fact(visit.say("page.name"), someone.display_name)
    phone = someone.contacts.get(ContactKind.PHONE)
    if phone is not None:
        yield Fact(visit.say("page.phone"), phone, f"tel:{phone}")


def _which_member(visit: Visit, event: Event) -> Iterator[Fact]:
    """Of somebody who could not be told that they were written down: the member who knows how they were."""
    if EventKind(event.kind) is EventKind.PERSON_NOT_TOLD:
        name = sealed.display_name(visit.session, visit.session.get_one(Person, event.subject_id))
        yield Fact(visit.say("page.name"), name or visit.say("page.notice.a_member"))


def _cell(visit: Visit, event: Event) -> int | None:
    """Where it is, as far as it is about a need."""
    need = visit.session.get(Need, event.need_id) if event.need_id is not None else None
    return need.cell if need is not None else None


def event_of(visit: Visit) -> Event:
    """What happened of which the letter told. Raises NotFound where that line of the inbox is gone."""
    return visit.session.get_one(Event, _of(visit).event_id)


def _of(visit: Visit) -> Notification:
    row = visit.session.get(Notification, visit.link.subject_id)
    if row is None or row.person_id != visit.me.person_id:
        raise NotFound("link_over")
    return row
