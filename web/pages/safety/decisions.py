"""What humans decided about somebody, and why; and saying that it was wrong."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from services.safety import appeals, told
from services.safety.told import Told
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import written
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part, Way, Ways

router = new_router()
SHOWN = 20


@router.get("/decisions")
def show_decisions(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, _before(visitor)))


@router.post("/decisions")
def appeal(visitor: SignedIn) -> Response:
    decision = written.number_of(visitor.fields, "decision")
    told.one(visitor.session, visitor.me, decision, now=visitor.now)
    with looked_at_again(visitor, lambda: _page(visitor, None)):
        text = written.text(visitor.fields, "text")
        appeals.make(visitor.session, visitor.me, decision, text, now=visitor.now)
    return go("/decisions", said="appealed")


def _page(visitor: Visitor, before: UUID | None) -> Page:
    rows = told.page(visitor.session, visitor.me, before=before, limit=SHOWN + 1)
    found = told.told(visitor.session, visitor.me, rows[:SHOWN], now=visitor.now)
    items = Items(tuple(_item(visitor, one) for one in found), visitor.say("web.decisions.none"))
    parts: list[Part] = [Line(visitor.say("web.decisions.what")), items]
    if len(rows) > SHOWN:
        parts.append(Ways((Way(f"/decisions?before={rows[SHOWN - 1].id}", visitor.say("web.more")),)))
    back = ("/me", visitor.say("web.menu.me"))
    return Page(visitor.say("web.decisions.title"), tuple(parts), back=back)


def _before(visitor: Visitor) -> UUID | None:
    try:
        return UUID(visitor.asked("before"))
    except ValueError:
        return None


def _item(visitor: Visitor, one: Told) -> Item:
    decision = one.decision
    return Item(
        visitor.say(f"page.ruled.{decision.ruling}"),
        lines=(visitor.when(decision.at), *_appealed(visitor, one)),
        words=one.reason,
        forms=tuple(_forms(visitor, one)),
    )


def _appealed(visitor: Visitor, one: Told) -> Iterator[str]:
    """How an appeal stands, and what was answered."""
    if one.appeal is None:
        return
    ended = one.appeal.outcome
    yield visitor.say(f"notification.appeal_{ended}.title" if ended is not None else "page.ruled.waits")
    if one.answer:
        yield f"{visitor.say('page.ruled.answer')}: {one.answer}"


def _forms(visitor: Visitor, one: Told) -> Iterator[Form]:
    if one.until is None:
        return
    id = str(one.decision.id)
    label = visitor.say("page.ruled.what_was_wrong", until=visitor.when(one.until))
    yield Form(
        (Button("appeal", visitor.say("page.ruled.appeal"), quiet=True),),
        (Field("decision", kind="hidden", value=id), Field("text", label, "long", longest=4000)),
        key=id,
    )
