"""Who has something open: whoever began to act on it, or said so; others see that, and are asked once more."""

from collections.abc import Iterator
from uuid import UUID

from core.errors import Conflict, Malformed
from core.models import Community
from doors import heads
from services.desk import holding
from services.oversight import queue, taking
from services.oversight.queue import Held
from web.coming.visitor import Visitor
from web.desk import address, entries, looks
from web.desk.filters import Narrowed
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Line, Live, Notice, Part, Way, Ways

KNOWINGLY = "knowingly"
"""The box by which somebody says that they act although another has it open."""
LINE = "held"


def begin(visitor: Visitor, circle: Community, subject_id: UUID) -> Held | None:
    """Somebody opens a form about it: from now on they have it open, where nobody has. Who has it then.

    Looking on and asking for a head alone begin nothing.
    """
    session, me, now = visitor.session, visitor.me, visitor.now
    if heads.asked(visitor.request) or looks.asked(visitor) is not None:
        return queue.held(session, me, circle.id, [subject_id], now=now).get(subject_id)
    return taking.begin(session, me, circle.id, subject_id, knowingly=True, now=now)


def ensure(visitor: Visitor, circle: Community, subject_id: UUID) -> None:
    """Before an act: it is the visitor's, or they know whose it is. Raises Conflict `held_by_another`."""
    knowingly = bool(visitor.fields.one(KNOWINGLY))
    taking.begin(visitor.session, visitor.me, circle.id, subject_id, knowingly=knowingly, now=visitor.now)


def asks_once_more(visitor: Visitor, held: Held | None) -> Iterator[Field]:
    """In a form about what somebody else has open: the box that says one knows."""
    if held is not None and not held.by_me:
        yield Field(KNOWINGLY, visitor.say("web.desk.knowingly"), "checkbox", needed=False)


def line(visitor: Visitor, held: Held | None) -> Live:
    """Who has it open now, kept up to date by script."""
    if held is None:
        return Live(LINE, ())
    told = entries.held_line(visitor, held)
    return Live(LINE, (Line(told, quiet=True) if held.by_me else Notice(told, "care"),))


def parts(
    visitor: Visitor, circle: Community, subject_id: UUID, held: Held | None, narrowed: Narrowed
) -> Iterator[Part]:
    """Of an entry's own page: take it or give it back, done and on to the next, later or given to somebody."""
    there = address.path(circle, "entries", str(subject_id)) + narrowed.address
    buttons = [Button("next", visitor.say("web.desk.done_next"), quiet=True, shortcut="e")]
    if held is None:
        buttons.append(Button("claim", visitor.say("page.human.take"), quiet=True, shortcut="c"))
    elif held.by_me:
        buttons.append(Button("release", visitor.say("web.desk.release"), quiet=True, shortcut="c"))
    yield Form(tuple(buttons), action=there, key="holds")
    yield Ways((Way(there, visitor.say("web.desk.later_or_given"), shortcut="s"),))


def act(visitor: Visitor, circle: Community, do: str, subject_id: UUID) -> str:
    """Takes it, gives it back or shows it again, and names the sentence that follows. Raises Malformed, Conflict."""
    session, me, now = visitor.session, visitor.me, visitor.now
    match do:
        case "claim":
            held = holding.claim(session, me, circle.id, subject_id, now=now)
            if held is None:
                return "web.said.desk_gone"
            if not held.by_me:
                raise Conflict("held_by_another")
            return "web.said.desk_claimed"
        case "release":
            holding.release(session, me, circle.id, subject_id, now=now)
            return "web.said.desk_released"
        case "bring_back":
            holding.bring_back(session, me, circle.id, subject_id, now=now)
            return "web.said.desk_back"
    raise Malformed
