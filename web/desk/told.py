"""What stands on several pages of the desk: what a circle may not do yet, names, and what is others' to judge."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from core.errors import Forbidden, NotFound
from core.models import Community, Person
from matching.words.vocabulary import CommunityState
from services import sealed
from web.coming.visitor import Visitor
from web.parts.shapes import Notice, Part


def not_yet(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What is not possible in a circle that nobody has recognised, and what is instead."""
    if circle.state is not CommunityState.RECOGNISED:
        yield Notice(visitor.say("web.desk.not_recognised"), "care")


def name(visitor: Visitor, person_id: UUID | None) -> str:
    """What somebody is called, for those who answer for their circle."""
    person = visitor.session.get(Person, person_id) if person_id is not None else None
    found = sealed.display_name(visitor.session, person) if person is not None else None
    return found or visitor.say("page.notice.a_member")


@contextmanager
def not_theirs() -> Iterator[None]:
    """What is somebody else's to judge is for its reader as if it were not there."""
    try:
        yield
    except Forbidden as refusal:
        raise NotFound from refusal
