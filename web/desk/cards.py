"""What every card has around what it is about: what can be taken back, who has it open, done-and-next; and its acts."""

from collections.abc import Callable, Sequence
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, TooMany
from core.models import Community
from services.oversight import queue
from services.oversight.queue import Held
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import address, around, filters, holds, onward, told, undo
from web.desk.filters import Narrowed
from web.parts.shapes import Page, Part

_OPENS = "do"
"""In an address: the act with which whoever opens a card begins."""


def opened(visitor: Visitor, circle: Community, subject_id: UUID) -> Narrowed:
    """What the list was narrowed to from which a card is opened. Whoever opens it to act has it open from now on."""
    narrowed = filters.read(visitor, _OPENS)
    if visitor.request.method != "POST" and visitor.asked(_OPENS):
        holds.begin(visitor, circle, subject_id)
    return narrowed


def held(visitor: Visitor, circle: Community, subject_id: UUID) -> Held | None:
    """Who has it open now."""
    return queue.held(visitor.session, visitor.me, circle.id, [subject_id], now=visitor.now).get(subject_id)


def page(
    visitor: Visitor,
    circle: Community,
    subject_id: UUID,
    title: str,
    parts: Sequence[Part],
    *,
    stands: bool = True,
) -> Page:
    """The page of a card. `stands`: it is in the queue, so that one may take it, or pass it on."""
    narrowed = filters.read(visitor, _OPENS)
    who = held(visitor, circle, subject_id)
    whole = (
        *undo.parts(visitor, circle),
        holds.line(visitor, who),
        *told.not_yet(visitor, circle),
        *parts,
        *(holds.parts(visitor, circle, subject_id, who, narrowed) if stands else ()),
    )
    back = (address.path(circle) + narrowed.address, visitor.say("web.desk"))
    return around.page(visitor, circle, title, whole, back=back)


def acted(
    visitor: Visitor,
    circle: Community,
    subject_id: UUID,
    act: Callable[[], None],
    drawn: Callable[[], Page],
    *,
    said: str,
) -> Response:
    """Does it, and leads on to the next entry, where `said` (a key) is said. Where it is refused, and where another has
    it open and whoever acts did not say that they know, the card is shown again with what was typed.
    """
    narrowed = filters.read(visitor, _OPENS)
    place = onward.place_of(visitor, circle, subject_id)
    try:
        holds.ensure(visitor, circle, subject_id)
        act()
    except (Invalid, Conflict, Forbidden, TooMany) as problem:
        if problem.code == "step_up_needed":
            raise
        raise refused(visitor, drawn(), problem) from problem
    return onward.on(visitor, circle, subject_id, place, narrowed, said=said.removeprefix("web.said."))
