"""Open needs for the chat of a circle, where anybody may read along: what, when, how soon; nothing of who asks.

What only whom its author picks may see is not among it, nor what somebody under 18 asks. Where it is, as words, is said
of what everybody may see anyway: the name of a landmark within the cell that is shown.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Caller, not_blocked, of_a_minor
from core.geography import cells, measure
from core.models import Community, Need
from matching.words.values import Window
from matching.words.vocabulary import NeedStatus, Role, Urgency, VisibleTo
from services.access import rights
from services.communities import directory

AT_MOST = 40


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """One line of it. `near`: a landmark in its quarter; `remote`: it can be done from anywhere."""

    need_id: UUID
    category: str
    windows: tuple[Window, ...]
    urgency: Urgency
    remote: bool
    near: str | None


@dataclass(frozen=True, slots=True)
class ForTheChat:
    """The circle, its open needs, urgent ones first and then the oldest, and how many there are in all."""

    circle: Community
    needs: tuple[OpenNeed, ...]
    many: int


def text(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> ForTheChat:
    """What may be pasted into a chat now, as data: the door words it. Raises NotFound for somebody outside, Forbidden
    for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    circle = directory.get(session, community_id)
    wanted = (
        col(Need.community_id) == community_id,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.expires_at) > now,
        col(Need.visible_to) != VisibleTo.ASKED,
        col(Need.duplicate_of).is_(None),
        ~col(Need.hidden),
        ~col(Need.author_hidden),
        ~of_a_minor(),
        not_blocked(caller, col(Need.author_id)),
    )
    many = session.scalars(select(func.count()).select_from(Need).where(*wanted)).one()
    turn = func.coalesce(col(Need.turn_at), col(Need.posted_at))
    order = ((col(Need.urgency) == Urgency.URGENT).desc(), turn, col(Need.id))
    rows = session.scalars(select(Need).where(*wanted).order_by(*order).limit(AT_MOST))
    return ForTheChat(circle, tuple(_line(need, circle) for need in rows), many)


def _line(need: Need, circle: Community) -> OpenNeed:
    shown = need.cell if need.visible_to is VisibleTo.PUBLIC else None
    near = _landmark(circle, shown) if shown is not None else None
    return OpenNeed(need.id, need.category, need.windows, need.urgency, need.cell is None, near)


def _landmark(circle: Community, cell: int) -> str | None:
    """The first landmark of the circle that lies in this cell; None where none does."""
    at = cells.resolution(cell)
    return next(
        (
            one.name
            for one in circle.landmarks
            if measure.coarser(measure.shown_at(one.lat, one.lon), at) == cell
        ),
        None,
    )
