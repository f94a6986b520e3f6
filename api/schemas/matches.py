"""Matches and candidates over the wire, as one of the two sees them, or a coordinator."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape, WindowOut, cell_name
from api.schemas.match_times import WishedChange, window_out, windows_out
from api.schemas.needs_shown import WhenOut
from api.schemas.reasons import Reason
from api.schemas.tagged import Tagged
from api.schemas.words import CategorySlug, DistanceBand, EndCode, MatchMove
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, CompletedBy, MatchStatus, TrustLevel, Unit
from services.consequences import match_times
from services.home.own_matches import ToldMatch
from services.matches.views import Circle, MatchView, Opening
from services.needs.views import NeedView


class Keys(Shape):
    """When each of the two said yes."""

    helper: datetime | None
    beneficiary: datetime | None


class HelperOut(Shape):
    """Who said yes, once they have."""

    display_name: str | None = None
    trust: TrustLevel | None = None
    organisation: str | None = None

    @classmethod
    def shown(cls, view: MatchView) -> Self:
        return cls(display_name=view.helper_name, trust=view.helper_trust, organisation=view.organisation)


class ContactOpens(Shape):
    """Place and phones open when so many are confirmed."""

    confirmed: int
    of: int

    @classmethod
    def shown(cls, opening: Opening) -> Self:
        return cls(confirmed=opening.confirmed, of=opening.of)


class CircleOut(Shape):
    """A community, as one names it."""

    id: UUID
    slug: str
    name: str

    @classmethod
    def shown(cls, circle: Circle) -> Self:
        return cls(id=circle.id, slug=circle.slug, name=circle.name)


class NeedSummary(Shape):
    """What a match is about. `title` is null where there is none, or it is not for the caller's eyes."""

    category: CategorySlug
    title: str | None
    when: WhenOut
    minutes: int | None
    quantity: int | None
    unit: Unit
    cell: str | None
    distance_band: DistanceBand | None
    community: CircleOut

    @classmethod
    def shown(cls, seen: NeedView, match: MatchView) -> Self:
        need = seen.need
        return cls(
            category=need.category,
            title=seen.title,
            when=WhenOut.shown(need.windows),
            minutes=need.minutes,
            quantity=need.quantity,
            unit=need.unit,
            cell=cell_name(need.cell),
            distance_band=match.distance_band,
            community=CircleOut.shown(match.circle),
        )


class MatchOut(Tagged):
    id: UUID
    need_id: UUID
    offer_id: UUID
    community_id: UUID
    my_side: By
    status: MatchStatus
    quantity: int
    opened_by: By
    reasons: list[Reason]
    distance_band: DistanceBand | None = None
    reply_by: datetime | None
    keys: Keys
    agreed: WindowOut | None
    between: WindowOut | None = Field(description="Some time of a longer stretch, where no hour was fixed.")
    meeting: list[WindowOut] | None = Field(
        description="When both have time; for the helper alone. Null: at any time."
    )
    change: WishedChange | None
    need: NeedSummary | None = Field(
        description="What it is about; null where the caller does not see the need."
    )
    unread: int = Field(description="Messages that the caller has not seen.")
    contact_opens: ContactOpens | None
    helper: HelperOut | None = None
    other_left: bool | None = Field(
        default=None, description="True where whoever is on the other side has left Minka for good."
    )
    contact_until: datetime | None = None
    completed_by: CompletedBy | None = None
    completed_quantity: int | None = None
    end_code: EndCode | None = None
    thanks: str | None = None
    score: int | None = None
    parts: dict[str, int] | None = None
    created_at: datetime
    allowed: list[MatchMove]
    version: int

    @classmethod
    def shown(cls, told: ToldMatch, locale: str) -> "MatchOut":
        view = told.view
        match, time = view.match, match_times.of(view.match)
        found = cls.model_construct(
            id=match.id,
            need_id=match.need_id,
            offer_id=match.offer_id,
            community_id=match.community_id,
            my_side=view.side,
            status=match.status,
            quantity=match.quantity,
            opened_by=match.opened_by,
            reasons=[Reason.shown(code, view.side, locale) for code in view.reasons],
            distance_band=view.distance_band,
            reply_by=match.reply_by,
            keys=Keys(helper=match.helper_key_at, beneficiary=match.beneficiary_key_at),
            agreed=window_out(time.agreed),
            created_at=match.created_at,
            allowed=view.allowed,
            version=match.version,
            between=window_out(time.between),
            meeting=windows_out(view.meeting),
            change=WishedChange.shown(match),
            need=NeedSummary.shown(told.need, view) if told.need else None,
            unread=view.unread,
            contact_opens=ContactOpens.shown(view.contact_opens) if view.contact_opens else None,
        )
        _add_what_there_is(found, view)
        return found


def _add_what_there_is(found: MatchOut, view: MatchView) -> None:
    """What is not always there, or not for everybody."""
    match = view.match
    if view.helper_name or view.helper_trust or view.organisation:
        found.helper = HelperOut.shown(view)
    if view.other_left:
        found.other_left = True
    if match.contact_until is not None:
        found.contact_until = match.contact_until
    if match.completed_by is not None:
        found.completed_by = match.completed_by
    if match.completed_quantity is not None:
        found.completed_quantity = match.completed_quantity
    if match.end_code is not None and (
        view.side is By.COORDINATOR
        or match.end_code == WhyEnded.HANDED_OVER
        or (view.side is By.HELPER and match.end_code == WhyEnded.PROMISED_ELSEWHERE)
    ):
        found.end_code = match.end_code
    if view.thanks is not None:
        found.thanks = view.thanks
    if view.score is not None:
        found.score = view.score
    if view.parts is not None:
        found.parts = view.parts


class MatchPage(Shape):
    items: list[MatchOut]
    next: str | None
