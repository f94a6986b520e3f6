"""Whom one has blocked, by what it was about; and lifting that."""

from fastapi import Response

from core.models import Block
from services.people import blocks
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Item, Items, Line, Page
from web.parts.written import number_of

router = new_router()
_ABOUT = {
    "need": "web.blocks.need",
    "match": "web.blocks.match",
    "message": "web.blocks.message",
    "person": "web.blocks.person",
}


@router.get("/me/blocks")
def show_blocks(visitor: SignedIn) -> Response:
    rows = blocks.of(visitor.session, visitor.me)
    items = Items(tuple(_item(visitor, row) for row in rows), visitor.say("web.blocks.nobody"))
    back = ("/me", visitor.say("web.menu.me"))
    return draw(
        visitor,
        Page(visitor.say("web.blocks.title"), (Line(visitor.say("web.blocks.what")), items), back=back),
    )


@router.post("/me/blocks")
def lift_block(visitor: SignedIn) -> Response:
    blocks.lift(visitor.session, visitor.me, number_of(visitor.fields, "block"), now=visitor.now)
    return go("/me/blocks", said="lifted")


def _item(visitor: Visitor, row: Block) -> Item:
    id = str(row.id)
    hidden = Field("block", kind="hidden", value=id)
    lift = Form((Button("lift", visitor.say("web.blocks.lift"), quiet=True),), (hidden,), key=id)
    about = visitor.say(_ABOUT[row.about_type or "person"])
    lines = [visitor.when(row.at)]
    if row.blocker_id != visitor.me.person_id:
        lines.append(visitor.say("web.blocks.for_another"))
    return Item(about, lines=tuple(lines), forms=(lift,))
