"""Taking along all that is kept of oneself: what that is, and the file."""

from fastapi import Response

from doors import exporting
from doors.comers import heavy
from web.answers.chrome import draw
from web.door import SignedIn
from web.door import router as new_router
from web.parts.shapes import Line, Page, Way, Ways

router = new_router()
FILE = f"/me/export/{exporting.NAME}"


@router.get("/me/export")
def show_what_there_is(visitor: SignedIn) -> Response:
    say = visitor.say
    parts = (
        Line(say("web.export.what")),
        Line(say("web.export.others")),
        Line(say("web.export.care")),
        Ways((Way(FILE, say("web.export.file"), bold=True),)),
    )
    return draw(visitor, Page(say("web.export.title"), parts, back=("/me", say("web.menu.me"))))


@router.get(FILE)
@heavy()
def take_along(visitor: SignedIn) -> Response:
    """The file; ten times a day, by whoever has shown just now that it is them."""
    return exporting.file(visitor.session, visitor.me, now=visitor.now)
