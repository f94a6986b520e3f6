"""What coordinators see and do, over the wire: queue, board, proposals, decisions."""

from datetime import datetime
from typing import Self
from uuid import UUID

from api.schemas.base import Given, Moment, Shape, Text
from api.schemas.edits import Edit, unsaid
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.offers_shown import OfferOut
from api.schemas.words import DecisionSubject, QueueAnswer, QueueWhy, Thing, Verdict
from services.oversight.acts import Tending
from services.oversight.queue import Entry


class Board(Shape):
    """One kind of thing at a time, as `what` asked."""

    needs: list[NeedOut] | None = None
    offers: list[OfferOut] | None = None
    matches: list[MatchOut] | None = None
    next: str | None = None


class NeedTending(Edit):
    """What a coordinator may do about a need: never change its words."""

    hidden: bool = unsaid()
    duplicate_of: UUID = unsaid()
    note: Text = unsaid()
    reason: Text = unsaid()
    follow_up_at: Moment | None = unsaid(description="null: no date to look again.")

    def value(self) -> Tending:
        return Tending(**self.sent())


class ProposalIn(Given):
    need_id: UUID
    offer_id: UUID
    reason: Text


class AboutIn(Given):
    type: DecisionSubject
    id: UUID


class DecisionIn(Given):
    """A decision with its reason: on a dispute `completed` or `failed`, on a concern `concern_closed` or
    `concern_renewed` (two weeks more), on a need `removed` or `reinstated`, on a case `closed` (nothing follows),
    `warned` or `suspended`, on an appeal `upheld` or `overturned`.
    """

    about: AboutIn
    outcome: Verdict
    reason: Text


class HeldOut(Shape):
    """A coordinator looks after it already, and until when it is theirs."""

    by_me: bool
    until: datetime


class QueueEntry(Shape):
    """`case_id`: where what was reported can be read, `GET …/cases/{case_id}`."""

    why: QueueWhy
    type: Thing
    id: UUID
    since: datetime
    answers: list[QueueAnswer]
    case_id: UUID | None = None
    held: HeldOut | None = None

    @classmethod
    def shown(cls, entry: Entry) -> Self:
        found = cls(
            why=entry.why, type=entry.type, id=entry.id, since=entry.since, answers=list(entry.answers)
        )
        if entry.case_id is not None:
            found.case_id = entry.case_id
        if entry.held is not None:
            found.held = HeldOut(by_me=entry.held.by_me, until=entry.held.until)
        return found


class QueuePage(Shape):
    items: list[QueueEntry]
    next: str | None
