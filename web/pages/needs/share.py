"""Sharing a need into the chat that exists: its link, a text to paste, and shutting it."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core import addresses, limits
from core.errors import Malformed
from core.models import Need
from doors import sharing
from services.needs import shares
from services.needs.shares import Share
from texts.catalogue import best
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.needs import own
from web.parts.fields import Button, Form
from web.parts.shapes import Fact, Facts, Line, Page, Part, Words

router = new_router()
ADDRESS = "/needs/{need_id:uuid}/share"


@router.get(ADDRESS)
def show_share(need_id: UUID, visitor: SignedIn) -> Response:
    response = draw(visitor, _page(visitor, own.need(visitor, need_id)))
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post(ADDRESS)
def share(need_id: UUID, visitor: SignedIn) -> Response:
    """Makes its link, or shuts it."""
    need = own.need(visitor, need_id)
    with looked_at_again(visitor, lambda: _page(visitor, need)):
        return _act(visitor, need_id)


def _act(visitor: Visitor, need_id: UUID) -> Response:
    session, me, now = visitor.session, visitor.me, visitor.now
    match visitor.fields.one("do"):
        case "share":
            limits.take(session, limits.SHARE_LINKS_PER_PERSON, me.person_id.bytes, now)
            shares.make(session, me, need_id, now=now)
            return go(visitor.path)
        case "shut":
            for one in shares.of_need(session, me, need_id, now=now):
                shares.take_back(session, me, need_id, one.id, now=now)
            return go(visitor.path, said="share_shut")
    raise Malformed


def _page(visitor: Visitor, need: Need) -> Page:
    standing = shares.of_need(visitor.session, visitor.me, need.id, now=visitor.now)
    parts = list(_shared(visitor, standing[0])) if standing else list(_not_yet(visitor, need))
    return Page(visitor.say("web.need.share"), tuple(parts), back=own.back(visitor, need.id))


def _not_yet(visitor: Visitor, need: Need) -> Iterator[Part]:
    if not shares.may_be_shared(visitor.session, need):
        yield Line(visitor.say("web.share.cannot"))
        return
    yield Line(visitor.say("web.share.means"))
    yield Form((Button("share", visitor.say("web.share.make")),))


def _shared(visitor: Visitor, one: Share) -> Iterator[Part]:
    url = addresses.of_link(visitor.settings.public_url, one.token)
    yield Line(visitor.say("web.share.copy"))
    yield Words(sharing.text(one, url), best(one.need.language))
    yield Facts(
        (
            Fact(visitor.say("web.share.opened"), str(one.opened)),
            Fact(visitor.say("web.share.answers"), str(one.answers)),
            Fact(visitor.say("web.share.until"), visitor.when(one.expires_at)),
        )
    )
    yield Form((Button("shut", visitor.say("web.share.shut"), quiet=True),))
