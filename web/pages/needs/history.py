"""What happened to a need, line by line: who did it by the part they play, when, and why; also who looked."""

from uuid import UUID

from fastapi import Response

from core.errors import Malformed
from doors import happened
from services.needs import history as need_history
from services.needs.history import HistoryLine
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn
from web.door import router as new_router
from web.pages.needs import own
from web.parts.shapes import Item, Items, Page, Part, Way, Ways

router = new_router()
A_PAGE = 30


@router.get("/needs/{need_id:uuid}/history")
def show_history(need_id: UUID, visitor: SignedIn) -> Response:
    after = _after(visitor.asked("after"))
    lines = need_history.of_need(visitor.session, visitor.me, need_id, after=after, limit=A_PAGE + 1)
    parts: list[Part] = [Items([_item(visitor, line) for line in lines[:A_PAGE]])]
    if len(lines) > A_PAGE:
        onward = f"{visitor.path}?after={lines[A_PAGE - 1].event.id}"
        parts.append(Ways((Way(onward, visitor.say("web.need.later")),)))
    page = Page(visitor.say("web.need.history"), tuple(parts), back=own.back(visitor, need_id))
    return draw(visitor, page)


def _after(given: str) -> int | None:
    """Behind which line the page begins. Raises Malformed for what is no number of a line."""
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Malformed
    return int(given)


def _item(visitor: Visitor, line: HistoryLine) -> Item:
    who = visitor.say(f"who.{line.who}")
    if line.for_whom is not None:
        who = visitor.say("web.history.for", who=who, whom=visitor.say(f"who.{line.for_whom}"))
    lines = (visitor.when(line.event.at), who)
    href = "/decisions" if line.decision is not None else None
    return Item(happened.sentence(line.event, visitor.locale), href, lines, words=line.reason)
