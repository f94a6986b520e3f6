"""What coordinators see and do, over the wire: board, proposals, decisions."""

from uuid import UUID

from api.schemas.base import Given, Moment, Shape, Text
from api.schemas.edits import Edit, unsaid
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.offers_shown import OfferOut
from api.schemas.words import DecisionSubject, Verdict
from services.oversight.acts import Tending


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
    told_apart: bool = unsaid(description="true: it is no double of what was asked for beside it.")
    note: Text = unsaid(description="Whoever it is about can read it.")
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
