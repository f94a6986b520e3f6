"""Offers as they are posted and changed, over the wire."""

from uuid import UUID

from pydantic import Field, field_validator, model_validator

from api.schemas.base import (
    Currency,
    Day,
    Given,
    Language,
    LocalTime,
    Moment,
    Place,
    each_once,
    refuse,
    value_of,
)
from api.schemas.edits import Edit, unsaid
from api.schemas.words import GivenCategory
from matching.words.tasks import Involves, Requires, Weekday
from matching.words.values import Away, Money, Slot
from matching.words.vocabulary import Share
from services.offers.edits import MoneyChanges, OfferChanges
from services.offers.posts import OfferDraft


class SlotIn(Given):
    """A weekly time, local. An end before its start runs past midnight."""

    weekday: Weekday
    from_: LocalTime = Field(alias="from")
    to: LocalTime

    def value(self) -> Slot:
        """To the minute."""
        start, end = (at.replace(second=0, microsecond=0) for at in (self.from_, self.to))
        return Slot(self.weekday, start, end)


class AwayIn(Given):
    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _forwards(self) -> "AwayIn":
        if self.to < self.from_:
            raise refuse("ends_before_it_starts")
        return self

    def value(self) -> Away:
        return Away(self.from_, self.to)


class Capacity(Given):
    at_a_time: int = Field(1, ge=1, le=1000)
    per_week: int = Field(2, ge=1, le=1000)
    up_to: int = Field(1, ge=1, le=1000, description="How many people an organisation can send at once.")


class MoneyIn(Given):
    advance_up_to: float = Field(0, ge=0, le=1_000_000, allow_inf_nan=False)
    gift_up_to: float = Field(0, ge=0, le=1_000_000, allow_inf_nan=False)
    currency: Currency | None = None

    def value(self) -> Money:
        return Money(float(self.advance_up_to), float(self.gift_up_to), self.currency)


class OfferIn(Given):
    """An offer: a `place` or `remote`; everything else has a default."""

    categories: list[GivenCategory] = Field(default=[], max_length=30)
    languages: list[Language] | None = Field(None, max_length=20)
    reach_km: float = Field(5, gt=0, le=500, allow_inf_nan=False)
    remote: bool = False
    availability: list[SlotIn] = Field(default=[], max_length=50)
    away: list[AwayIn] = Field(default=[], max_length=50)
    capacity: Capacity = Capacity()
    has: list[Requires] = Field(default=[], max_length=20)
    cannot: list[Involves] = Field(default=[], max_length=20, description="Obeyed, never shown.")
    money: MoneyIn = MoneyIn()
    stock: int | None = Field(None, ge=0, le=1_000_000)
    share: list[Share] = Field(default=[], max_length=3)
    until: Moment | None = None

    place: Place | None = None
    community_id: UUID | None = None
    organisation_id: UUID | None = None
    on_behalf_of: UUID | None = Field(None, description="Somebody one speaks for.")

    _once = field_validator("categories", "has", "cannot", "share", mode="after")(each_once)

    def value(self) -> OfferDraft:
        return OfferDraft(
            place=value_of(self.place),
            remote=self.remote,
            community_id=self.community_id,
            organisation_id=self.organisation_id,
            on_behalf_of=self.on_behalf_of,
            categories=list(self.categories),
            languages=self.languages,
            reach_km=self.reach_km,
            availability=tuple(slot.value() for slot in self.availability),
            away=tuple(days.value() for days in self.away),
            at_a_time=self.capacity.at_a_time,
            per_week=self.capacity.per_week,
            up_to=self.capacity.up_to,
            has=list(self.has),
            cannot=list(self.cannot),
            money=self.money.value(),
            stock=self.stock,
            share=list(self.share),
            until=self.until,
        )


class CapacityEdit(Edit):
    """Changes of how much is too much; what is not named stays."""

    at_a_time: int = unsaid(ge=1, le=1000)
    per_week: int = unsaid(ge=1, le=1000)
    up_to: int = unsaid(ge=1, le=1000, description="How many people an organisation can send at once.")


class MoneyEdit(Edit):
    """Changes of what a helper can lay out or give; what is not named stays."""

    advance_up_to: float = unsaid(ge=0, le=1_000_000, allow_inf_nan=False)
    gift_up_to: float = unsaid(ge=0, le=1_000_000, allow_inf_nan=False)
    currency: Currency | None = unsaid()

    def value(self) -> MoneyChanges:
        return MoneyChanges(**self.sent())


class OfferEdit(Edit):
    """Changes of an offer; what is not named stays."""

    place: Place = unsaid()
    categories: list[GivenCategory] = unsaid(max_length=30)
    languages: list[Language] = unsaid(max_length=20)
    reach_km: float = unsaid(gt=0, le=500, allow_inf_nan=False)
    remote: bool = unsaid()
    availability: list[SlotIn] = unsaid(max_length=50)
    away: list[AwayIn] = unsaid(max_length=50)
    capacity: CapacityEdit = unsaid()
    has: list[Requires] = unsaid(max_length=20)
    cannot: list[Involves] = unsaid(max_length=20, description="Obeyed, never shown.")
    money: MoneyEdit = unsaid()
    stock: int | None = unsaid(ge=0, le=1_000_000)
    share: list[Share] = unsaid(max_length=3)
    until: Moment | None = unsaid(description="null: as long as an offer usually lasts, from now.")

    _once = field_validator("categories", "has", "cannot", "share", mode="after")(each_once)

    def value(self) -> OfferChanges:
        sent = self.sent()
        if "capacity" in sent:
            sent |= sent.pop("capacity").sent()
        for name in ("availability", "away"):
            if name in sent:
                sent[name] = tuple(sent[name])
        return OfferChanges(**sent)


class Pause(Given):
    until: Moment | None = None
