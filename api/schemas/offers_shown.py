"""An offer over the wire: all of it for the helper; for coordinators without hours, limits and habits."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.base import Shape, cell_name
from api.schemas.tagged import Tagged
from api.schemas.words import CategorySlug, OfferMove
from core.models import Offer
from matching.states import offer_states
from matching.words.tasks import Involves, Requires, Weekday
from matching.words.values import Away, Money, Slot
from matching.words.vocabulary import OfferStatus, Share


class SlotOut(Shape):
    weekday: Weekday
    from_: str = Field(serialization_alias="from")
    to: str

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    @classmethod
    def shown(cls, slot: Slot) -> Self:
        start, end = (at.isoformat("minutes") for at in (slot.start, slot.end))
        return cls(weekday=slot.weekday, from_=start, to=end)


class AwayOut(Shape):
    from_: str = Field(serialization_alias="from")
    to: str

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    @classmethod
    def shown(cls, away: Away) -> Self:
        return cls(from_=away.first.isoformat(), to=away.last.isoformat())


class CapacityOut(Shape):
    at_a_time: int
    per_week: int
    up_to: int


class MoneyOut(Shape):
    advance_up_to: float
    gift_up_to: float
    currency: str | None

    @classmethod
    def shown(cls, money: Money) -> Self:
        return cls(advance_up_to=money.advance_up_to, gift_up_to=money.gift_up_to, currency=money.currency)


class OfferOut(Tagged):
    """An offer: all of it for the helper; for coordinators without hours, limits and habits."""

    id: UUID
    community_id: UUID
    organisation_id: UUID | None
    for_need_id: UUID | None = None
    status: OfferStatus
    categories: list[CategorySlug]
    languages: list[str]
    remote: bool
    cell: str | None = None
    reach_km: float | None = None
    availability: list[SlotOut] | None = None
    away: list[AwayOut] | None = None
    capacity: CapacityOut | None = None
    has: list[Requires] | None = None
    cannot: list[Involves] | None = None
    money: MoneyOut | None = None
    stock: int | None = None
    share: list[Share] | None = None
    posted_at: datetime
    expires_at: datetime
    paused_until: datetime | None = None
    allowed: list[OfferMove]
    version: int

    @classmethod
    def shown(cls, offer: Offer, *, own: bool) -> "OfferOut":
        """Never to anybody but the helper: cell, hours, absences, what they cannot do, stock, load."""
        found = cls.model_construct(
            id=offer.id,
            community_id=offer.community_id,
            organisation_id=offer.organisation_id,
            status=offer.status,
            categories=offer.categories,
            languages=offer.languages,
            remote=offer.remote,
            posted_at=offer.posted_at,
            expires_at=offer.expires_at,
            allowed=list(
                offer_states.allowed(offer.status, by_helper=own, emptied=offer.emptied_at is not None)
            ),
            version=offer.version,
        )
        if own:
            _add_own(found, offer)
        return found


def _add_own(found: OfferOut, offer: Offer) -> None:
    """What an offer's helper alone sees of it."""
    found.for_need_id = offer.for_need_id
    found.cell = cell_name(offer.cell)
    found.reach_km = offer.reach_km
    found.availability = [SlotOut.shown(slot) for slot in offer.availability]
    found.away = [AwayOut.shown(days) for days in offer.away]
    found.capacity = CapacityOut(at_a_time=offer.at_a_time, per_week=offer.per_week, up_to=offer.up_to)
    found.has = [Requires(word) for word in offer.has]
    found.cannot = [Involves(word) for word in offer.cannot]
    found.money = MoneyOut.shown(offer.money)
    found.stock = offer.stock
    found.share = [Share(word) for word in offer.share]
    found.paused_until = offer.paused_until


class OfferPage(Shape):
    items: list[OfferOut]
    next: str | None
