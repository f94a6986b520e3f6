"""Keeping away from the other one of a match: what it does, and one press."""

from uuid import UUID

from fastapi import Response

from core.models import Match
from services.access import rights
from services.people import blocks
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.matches import own
from web.parts.fields import Button, Form
from web.parts.shapes import Line, Page

router = new_router()
ADDRESS = "/matches/{match_id:uuid}/block"


@router.get(ADDRESS)
def ask_for_block(match_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, _seen(visitor, match_id).id))


@router.post(ADDRESS)
def block(match_id: UUID, visitor: SignedIn) -> Response:
    """The two do not meet any more."""
    _seen(visitor, match_id)
    with looked_at_again(visitor, lambda: _page(visitor, match_id)):
        blocks.put(visitor.session, visitor.me, "match", match_id, now=visitor.now)
    return go("/my", said="blocked")


def _seen(visitor: Visitor, match_id: UUID) -> Match:
    """Raises NotFound also for one of which only that it is off is left: there the two meet no more already."""
    own.match(visitor, match_id)
    return rights.match(visitor.session, visitor.me, match_id)


def _page(visitor: Visitor, match_id: UUID) -> Page:
    press = Form((Button("block", visitor.say("web.block.press")),))
    return Page(
        visitor.say("web.match.block"),
        (Line(visitor.say("web.block.means")), Line(visitor.say("web.block.not_told")), press),
        back=own.back(visitor, match_id),
    )
