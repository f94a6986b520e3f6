"""What coordinators see and do, over the wire: queue, board, proposals, decisions."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.schemas.base import Given, Moment, Shape, Text
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.offers import OfferOut


class Board(Shape):
    """One kind of thing at a time, as `what` asked."""

    needs: list[NeedOut] | None = None
    offers: list[OfferOut] | None = None
    matches: list[MatchOut] | None = None
    next: str | None = None


class NeedTending(Given):
    """What a coordinator may do about a need: never change its words."""

    hidden: bool | None = None
    duplicate_of: UUID | None = None
    note: Text | None = None
    reason: Text | None = None
    follow_up_at: Moment | None = None


class ProposalIn(Given):
    need_id: UUID
    offer_id: UUID
    reason: Text


class AboutIn(Given):
    type: Literal["need", "match"]
    id: UUID


class DecisionIn(Given):
    """A decision with its reason: on a dispute `completed` or `failed`, on a need `removed` or `reinstated`."""

    about: AboutIn
    outcome: Literal["completed", "failed", "removed", "reinstated"]
    reason: Text


class QueueEntry(Shape):
    why: str
    type: str
    id: UUID
    since: datetime
    answers: list[str]


class QueuePage(Shape):
    items: list[QueueEntry]
    next: str | None
