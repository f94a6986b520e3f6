"""Changing a need: its words, when, how long and how much, and who may come."""

from uuid import UUID

from fastapi import Response

from services.needs import edits as need_edits
from web.answers import refilled
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.needs import edit_form, edited, own
from web.parts import written
from web.parts.shapes import Page

router = new_router()
ADDRESS = "/needs/{need_id:uuid}/edit"


@router.get(ADDRESS)
def show_edit(need_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, need_id))


@router.post(ADDRESS)
def edit(need_id: UUID, visitor: SignedIn) -> Response:
    """Changes what is another than before. Where it changed meanwhile, both stand side by side."""
    need = own.need(visitor, need_id)
    with refilled.looked_at_again(visitor, lambda: _page(visitor, need_id)):
        changes, edition = edited.read(visitor, need), written.edition(visitor.fields)
        if changes.named():
            need_edits.edit(visitor.session, visitor.me, need_id, changes, edition=edition, now=visitor.now)
    return go(own.address(need_id), said="saved")


def _page(visitor: Visitor, need_id: UUID) -> Page:
    need = own.need(visitor, need_id)
    return Page(
        visitor.say("web.need.edit"), tuple(edit_form.parts(visitor, need)), back=own.back(visitor, need_id)
    )
