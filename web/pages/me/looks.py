"""Who looked at one's phone, mailbox or place, when, and what for."""

from fastapi import Response

from matching.words.vocabulary import By
from services.afterwards import access_log
from services.afterwards.access_log import Reading
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn
from web.door import router as new_router
from web.pages.me.inbox import who
from web.parts.shapes import Item, Items, Line, Page, Part, Way, Ways

router = new_router()
SHOWN = 20
_BY = {
    By.HELPER: "web.looks.helper",
    By.BENEFICIARY: "web.looks.asked",
    By.COORDINATOR: "web.looks.coordinator",
}


@router.get("/me/looks")
def show_looks(visitor: SignedIn) -> Response:
    before = visitor.asked("before")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    rows = access_log.of(visitor.session, visitor.me, before=number, limit=SHOWN + 1)
    items = tuple(_item(visitor, reading) for reading in rows[:SHOWN])
    parts: list[Part] = [Line(visitor.say("web.looks.what")), Items(items, visitor.say("web.looks.nobody"))]
    if len(rows) > SHOWN:
        parts.append(Ways((Way(f"/me/looks?before={rows[SHOWN - 1].event_id}", visitor.say("web.more")),)))
    page = Page(visitor.say("web.looks.title"), tuple(parts), back=("/me", visitor.say("web.menu.me")))
    return draw(visitor, page)


def _item(visitor: Visitor, reading: Reading) -> Item:
    about = f"/matches/{reading.match_id}" if reading.match_id else f"/needs/{reading.need_id}"
    if reading.look is None:
        return Item(visitor.say(_BY[reading.by]), about, (visitor.when(reading.at),))
    return Item(who(visitor, reading.look), about, (visitor.when(reading.at),), words=reading.look.purpose)
