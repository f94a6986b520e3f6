"""A circle's poster, to print and hang up; and the picture of its cells, on which one points at a place."""

from fastapi import Response

from core.errors import NotFound
from web.answers.chrome import draw
from web.door import Anyone
from web.door import router as new_router
from web.pages.circles.address import back, circle_of, path
from web.parts import poster
from web.parts.shapes import Drawn, Line, Page
from web.places.drawing import HEADERS, draw_cells
from web.places.pictures import cell_named

router = new_router()
MOST_MARKED = 10
KEPT = {"Cache-Control": "private, max-age=3600"}
"""A browser may keep a picture for an hour: it is drawn in its reader's language, and changes with the landmarks."""


@router.get("/c/{circle}/poster")
def show_poster(circle: str, visitor: Anyone) -> Response:
    found = circle_of(visitor, circle)
    address = visitor.settings.public_url.rstrip("/") + path(found)
    page = Page(
        found.name,
        (Line(visitor.say("web.poster.how")), Drawn(poster.draw_poster(found, address, visitor.locale))),
        back=back(found),
    )
    response = draw(visitor, page, circle=found)
    response.headers.update(poster.HEADERS)
    return response


@router.get("/c/{circle}/cells.svg")
def show_cells(circle: str, visitor: Anyone) -> Response:
    """`within` and `marked` in the address name cells: the one to look into, and those drawn with a thick edge."""
    found = circle_of(visitor, circle)
    within = _cell(visitor.asked("within"))
    marked = [_cell(named) for named in visitor.request.query_params.getlist("marked")[:MOST_MARKED]]
    drawing = draw_cells(found, visitor.locale, within=within, marked=filter(None, marked))
    if drawing is None:
        raise NotFound
    return Response(drawing, headers={**HEADERS, **KEPT})


def _cell(named: str) -> int | None:
    """The cell of this name; None where none is named. Raises NotFound for what is no cell."""
    if not named:
        return None
    cell = cell_named(named)
    if cell is None:
        raise NotFound
    return cell
