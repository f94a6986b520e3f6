"""A human's decision on a page: why it was made, and, for whom it goes against, the form that says it was wrong."""

from collections.abc import Iterator
from dataclasses import replace

from core.errors import Malformed
from core.models import Event, Need
from services.judging import ledger
from services.safety import appeals, told
from services.safety.told import Told
from web.links import need_facts
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact

APPEAL = "appeal"
WORDS = "note"
"""The field in which somebody says what was wrong."""


def of_event(visit: Visit, event: Event) -> Told | None:
    """What was decided there, as far as it concerns the reader or somebody they speak for."""
    decision = ledger.of_events(visit.session, visit.me, [event.id]).get(event.id)
    return told.one(visit.session, visit.me, decision, now=visit.now) if decision is not None else None


def about(visit: Visit, need: Need) -> Told | None:
    """The last decision about a need that goes against the reader, or somebody they speak for."""
    decision = ledger.last_to_read(visit.session, visit.me, need.id)
    return told.told(visit.session, visit.me, [decision], now=visit.now)[0] if decision is not None else None


def facts(visit: Visit, event: Event, found: Told | None) -> Iterator[Fact]:
    """Which need it is of, what was decided, and why."""
    if found is None:
        return
    need = visit.session.get(Need, event.need_id) if event.need_id is not None else None
    if need is not None:
        yield from need_facts.coarse(visit, need)
    yield Fact(visit.say("page.ruled.what"), visit.say(f"page.ruled.{found.decision.ruling}"))
    if found.reason is not None:
        yield Fact(visit.say("page.human.why"), found.reason)


def on(page: Page, visit: Visit, found: Told | None, *, error: str = "") -> Page:
    """The page with the way to say that it was wrong, or with how that stands."""
    if found is not None and found.appeal is not None:
        ended = found.appeal.outcome
        line = visit.say(f"notification.appeal_{ended}.title" if ended is not None else "page.ruled.waits")
        answer = (Fact(visit.say("page.ruled.answer"), found.answer),) if found.answer else ()
        return replace(page, lines=(*page.lines, line), facts=(*page.facts, *answer))
    if found is None or found.until is None:
        return page
    label = visit.say("page.ruled.what_was_wrong", until=visit.when(found.until))
    button = Button(APPEAL, visit.say("page.ruled.appeal"), quiet=True)
    press = Form((button,), (Field(WORDS, label, "long", error=error),), visit.say("page.ruled.asks"))
    return replace(page, more=(*page.more, press), status=422 if error else page.status)


def act(visit: Visit, found: Told | None, fields: dict[str, str]) -> str:
    """Says that it was wrong; what is missing, as a sentence, where nothing was written. Twice is once."""
    if found is None:
        raise Malformed
    if found.appeal is not None:
        return ""
    if not fields.get(WORDS):
        return visit.say("field.missing")
    appeals.make(visit.session, visit.me, found.decision.id, fields[WORDS], now=visit.now)
    return ""
