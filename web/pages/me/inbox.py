"""The inbox: everything somebody was told, as sentences, the newest first."""

from uuid import UUID

from fastapi import Response

from core.models import Notification
from notifications import inbox
from notifications.messages import spoken_for
from services.afterwards import access_log
from services.afterwards.access_log import Look
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.pages.me import told
from web.parts.fields import Button, Form
from web.parts.shapes import Item, Items, Page, Part, Way, Ways

router = new_router()
SHOWN = 20


@router.get("/me/inbox")
def show_inbox(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/me/inbox")
def read_all(visitor: SignedIn) -> Response:
    """Everything counts as read."""
    inbox.mark_read(visitor.session, visitor.me, None, now=visitor.now)
    return go("/me/inbox", said="all_read")


def _page(visitor: Visitor) -> Page:
    rows = inbox.page(visitor.session, visitor.me, before=_before(visitor), limit=SHOWN + 1)
    here = rows[:SHOWN]
    looks = access_log.looks_of(visitor.session, [row.event_id for row in here])
    parts: list[Part] = []
    if any(row.read_at is None for row in here):
        parts.append(Form((Button("read", visitor.say("web.inbox.read"), quiet=True),)))
    decides, paths = told.to_decide(visitor, here), inbox.paths(visitor.session, here)
    items = tuple(
        _item(visitor, row, paths[row.id], looks.get(row.event_id), decides=row.id in decides) for row in here
    )
    parts.append(Items(items, visitor.say("web.inbox.empty")))
    if len(rows) > SHOWN:
        parts.append(Ways((Way(f"/me/inbox?before={here[-1].id}", visitor.say("web.more")),)))
    return Page(visitor.say("web.inbox.title"), tuple(parts), back=("/me", visitor.say("web.menu.me")))


def _before(visitor: Visitor) -> UUID | None:
    """Before which message a long list goes on; None at its beginning."""
    try:
        return UUID(visitor.asked("before"))
    except ValueError:
        return None


def _item(visitor: Visitor, row: Notification, path: str, look: Look | None, *, decides: bool) -> Item:
    title, text = spoken_for.said(row, visitor.locale)
    lines = [text, *([who(visitor, look)] if look is not None else []), visitor.when(row.at)]
    return Item(
        title,
        path,
        tuple(lines),
        words=look.purpose if look is not None else None,
        waits=row.read_at is None,
        ways=(Way(f"/me/inbox/{row.id}", visitor.say("web.inbox.decide")),) if decides else (),
    )


def who(visitor: Visitor, look: Look) -> str:
    """Who looked as one who answers for the circle, and as what."""
    name = look.display_name or visitor.say("page.notice.a_member")
    return f"{name}, {visitor.say(words.ROLES[look.role])}"
