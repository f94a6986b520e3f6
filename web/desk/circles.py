"""The desks of whoever answers for a circle: of one, its own page; of several, each with whether something waits."""

from fastapi import Response

from core.errors import NotFound
from core.models import Community
from matching.words.vocabulary import Role
from services.communities import directory
from services.oversight import queue
from services.oversight.queue import CircleWaiting
from web.answers.chrome import DESK, draw
from web.coming.visitor import Visitor
from web.desk import address
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.shapes import Item, Items, Page

router = new_router()


@router.get(DESK)
def show_desks(visitor: SignedIn) -> Response:
    """Raises NotFound for whoever answers for no circle."""
    mine = [directory.get(visitor.session, one) for one in visitor.me.communities(Role.COORDINATOR)]
    if not mine:
        raise NotFound
    if len(mine) == 1:
        return go(address.path(mine[0]))
    waiting = {one.id: one for one in queue.waiting(visitor.session, visitor.me, now=visitor.now)}
    items = [_item(visitor, circle, waiting.get(circle.id)) for circle in mine]
    return draw(visitor, Page(visitor.say("web.desk"), (Items(items),)))


def _item(visitor: Visitor, circle: Community, waiting: CircleWaiting | None) -> Item:
    if waiting is None:
        return Item(circle.name, address.path(circle), (visitor.say("web.desk.nothing"),))
    since = visitor.say("web.desk.since", when=visitor.when(waiting.since))
    return Item(circle.name, address.path(circle), (since,), waits=waiting.at_once)
