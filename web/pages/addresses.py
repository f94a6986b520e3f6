"""Addresses that have no page yet: a browser is told where to go, the same for every id."""

from fastapi import Response

from web.chrome import draw
from web.door import Anyone
from web.door import router as new_router
from web.parts.shapes import Line, Page

router = new_router()


@router.get("/help")
def show_address(visitor: Anyone) -> Response:
    """Says where to go. Nothing is looked up: nobody learns here what there is and what not."""
    lines = (visitor.say("page.in_app.app"), visitor.say("page.in_app.letter"))
    return draw(visitor, Page(visitor.say("page.in_app.title"), tuple(map(Line, lines))))
