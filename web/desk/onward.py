"""Done, and on to the next: the entry that comes after the one that was just dealt with, else back to the list."""

from uuid import UUID

from fastapi import Response

from core.models import Community
from services.desk import holding, places, queue
from services.desk.entry import DeskEntry
from services.desk.filters import Place
from web.coming.visitor import Visitor
from web.desk import address, entries
from web.desk.filters import Narrowed
from web.door import go

_LOOKED_AT = 20
"""So many are looked at for one that nobody has open."""


def place_of(visitor: Visitor, circle: Community, subject_id: UUID) -> Place | None:
    """Where an entry stands in the list, before it is dealt with; None where it does not stand there."""
    return places.of(visitor.session, visitor.me, circle.id, subject_id, now=visitor.now)


def on(
    visitor: Visitor,
    circle: Community,
    subject_id: UUID,
    place: Place | None,
    narrowed: Narrowed,
    *,
    said: str,
) -> Response:
    """Leads to the next entry of the list as it is narrowed, and lets go of this one where it was only acted on.
    `said`: the key of the sentence that follows.
    """
    said = said.removeprefix("web.said.")
    holding.release(visitor.session, visitor.me, circle.id, subject_id, now=visitor.now)
    following = _next(visitor, circle, subject_id, place, narrowed)
    if following is None:
        return go(address.path(circle) + narrowed.address, said=said)
    return go(entries.page_of(circle, following) + narrowed.address, said=said)


def _next(
    visitor: Visitor, circle: Community, subject_id: UUID, place: Place | None, narrowed: Narrowed
) -> DeskEntry | None:
    """What nobody else has open, behind this place; from the beginning where there is no place."""
    found = queue.page(
        visitor.session,
        visitor.me,
        circle.id,
        narrowed.filters,
        after=place,
        limit=_LOOKED_AT,
        now=visitor.now,
    )
    free = (one for one in found if one.id != subject_id and (one.held is None or one.held.by_me))
    return next(free, None)
