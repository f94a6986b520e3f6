"""Who looks after something, on its page; and saying that one does."""

from collections.abc import Iterator
from uuid import UUID

from core.models import Community
from services.oversight import queue, taking
from web.coming.visitor import Visitor
from web.parts.fields import Button, Form
from web.parts.shapes import Notice, Part

DOES = frozenset({"take"})


def parts(visitor: Visitor, circle: Community, subject_id: UUID) -> Iterator[Part]:
    """That somebody has it open already; or the button by which one takes it."""
    held = queue.held(visitor.session, visitor.me, circle.id, [subject_id], now=visitor.now).get(subject_id)
    if held is None:
        yield Form((Button("take", visitor.say("page.human.take"), quiet=True),))
    else:
        key = "page.human.yours" if held.by_me else "page.human.others"
        yield Notice(visitor.say(key, until=visitor.when(held.until)), "said" if held.by_me else "care")


def act(visitor: Visitor, circle: Community, subject_id: UUID, _do: str) -> None:
    """Takes it, where nobody has."""
    taking.take(visitor.session, visitor.me, circle.id, subject_id, now=visitor.now)
