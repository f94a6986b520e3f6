"""One line of the inbox, opened: what somebody was told, and where it asks for a decision, the decision itself.

It is the page behind the link of a letter, drawn at its own address: for whoever got no letter, too.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from fastapi import Response

from core.models import Link, Notification
from core.models.link import LinkPurpose
from notifications import inbox
from services.judging import ledger
from web.answers.again import again
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.links import decisions, notice
from web.links.shapes import Page as SmallPage
from web.links.visit import Visit
from web.parts.shapes import Page, Way, Ways

router = new_router()
ADDRESS = "/me/inbox/{notification_id:uuid}"


@router.get(ADDRESS)
def show_told(notification_id: UUID, visitor: SignedIn) -> Response:
    row = inbox.one(visitor.session, visitor.me, notification_id)
    return draw(visitor, _page(visitor, row, notice.show(_visit(visitor, row))))


@router.post(ADDRESS)
def decide(notification_id: UUID, visitor: SignedIn) -> Response:
    """What was decided stands from then on, and the line counts as read."""
    row = inbox.one(visitor.session, visitor.me, notification_id)
    done = notice.act(_visit(visitor, row), dict(visitor.fields))
    if done.status != 200:
        raise again(visitor, _page(visitor, row, done))
    inbox.mark_read(visitor.session, visitor.me, [row.id], now=visitor.now)
    return go(visitor.path, said="decided")


def to_decide(visitor: Visitor, rows: Collection[Notification]) -> set[UUID]:
    """Those of these lines that ask for a decision, or tell of one that may be appealed."""
    kinds = inbox.kinds_of(visitor.session, rows)
    ruled = ledger.of_events(visitor.session, visitor.me, list(kinds)) if kinds else {}
    return {row.id for row in rows if row.event_id in ruled or kinds[row.event_id] in decisions.MAY_ASK}


def _visit(visitor: Visitor, row: Notification) -> Visit:
    """As if they had opened the link of a letter about it; that link is written nowhere, and opens nothing."""
    link = Link(
        lookup=b"",
        purpose=LinkPurpose.NOTICE,
        person_id=visitor.me.person_id,
        subject_id=row.id,
        created_at=visitor.now,
        expires_at=visitor.now,
    )
    return Visit(
        session=visitor.session,
        settings=visitor.settings,
        caller=visitor.caller,
        locale=visitor.locale,
        time_zone=visitor.time_zone,
        now=visitor.now,
        network=visitor.network,
        link=link,
    )


def _page(visitor: Visitor, row: Notification, told: SmallPage) -> Page:
    """Without whom to call, who stands below each page; with the way to what it is about."""
    about = inbox.paths(visitor.session, [row])[row.id]
    whole = replace(told, below=()).whole
    onward = Ways((Way(about, visitor.say("web.inbox.onward")),))
    back = ("/me/inbox", visitor.say("web.inbox.title"))
    return replace(whole, parts=(*whole.parts, onward), back=back)
