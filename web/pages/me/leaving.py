"""Leaving for good: what that means, asking for it, and calling it off."""

from collections.abc import Iterator

from fastapi import Response

from core.errors import Invalid, Malformed
from services import leaving
from services.people import profile
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming import cookies
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Line, Notice, Page, Part

router = new_router()


@router.get("/me/leave")
def show_leaving(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/me/leave")
def act(visitor: SignedIn) -> Response:
    """Ends everything, at once or a day later; or calls that off."""
    match visitor.fields.one("do"):
        case "keep":
            leaving.keep(visitor.session, visitor.me, now=visitor.now)
            return go("/me", said="kept")
        case "erase":
            return _erase(visitor)
    raise Malformed


def _erase(visitor: Visitor) -> Response:
    if not visitor.fields.one("sure"):
        raise refused(visitor, _page(visitor), Invalid("/sure", "tick_this"))
    if leaving.erase(visitor.session, visitor.me, now=visitor.now) is not None:
        return go("/me/leave", said="erasure_asked")
    visitor.request.state.pending = None  # nobody is left for whom the answer could be kept
    visitor.request.state.cookies = dict.fromkeys(cookies.NAMES)
    response = go("/", said="erased")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(visitor: Visitor) -> Page:
    return Page(
        visitor.say("web.leave.title"), tuple(_parts(visitor)), back=("/me", visitor.say("web.menu.me"))
    )


def _parts(visitor: Visitor) -> Iterator[Part]:
    say, waits = visitor.say, profile.get(visitor.session, visitor.me).erasure_from
    if waits is not None:
        yield Notice(say("web.leave.waits", at=visitor.when(waits)), "care")
        yield Form((Button("keep", say("page.erasure.keep")),))
    yield Line(say("web.leave.means"))
    yield Line(say("web.leave.hide_instead"))
    sure = Field("sure", say("web.leave.sure"), "checkbox")
    yield Form((Button("erase", say("web.leave.erase"), quiet=True),), (sure,), aside=True)
