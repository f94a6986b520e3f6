"""Offers over the wire."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from api.schemas.base import Currency, Day, Given, Language, LocalTime, Moment, Place, Shape, Words, refuse
from core.models import Offer
from matching.states import offer_states
from matching.words.tasks import Involves, Requires, Weekday
from matching.words.vocabulary import OfferStatus, Share
from services.offers.posts import OfferDraft


class SlotIn(Given):
    """A weekly time, local. An end before its start runs past midnight."""

    weekday: Weekday
    from_: LocalTime = Field(alias="from")
    to: LocalTime

    def stored(self) -> dict[str, str]:
        return {
            "weekday": self.weekday,
            "from": self.from_.isoformat("minutes"),
            "to": self.to.isoformat("minutes"),
        }


class AwayIn(Given):
    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _forwards(self) -> "AwayIn":
        if self.to < self.from_:
            raise refuse("ends_before_it_starts")
        return self

    def stored(self) -> dict[str, str]:
        return {"from": self.from_.isoformat(), "to": self.to.isoformat()}


class Capacity(Given):
    at_a_time: int = Field(1, ge=1, le=1000)
    per_week: int = Field(2, ge=1, le=1000)
    up_to: int = Field(1, ge=1, le=1000, description="How many people an organisation can send at once.")


class MoneyIn(Given):
    advance_up_to: float = Field(0, ge=0, le=1_000_000, allow_inf_nan=False)
    gift_up_to: float = Field(0, ge=0, le=1_000_000, allow_inf_nan=False)
    currency: Currency | None = None


class OfferFields(Given):
    categories: list[Words] = Field(default=[], max_length=30)
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


class OfferIn(OfferFields):
    """An offer: a `place` or `remote`; everything else has a default."""

    place: Place | None = None
    community_id: UUID | None = None
    organisation_id: UUID | None = None
    on_behalf_of: UUID | None = Field(None, description="Somebody one speaks for.")

    def draft(self) -> OfferDraft:
        return OfferDraft(
            place=self.place.value() if self.place else None,
            community_id=self.community_id,
            organisation_id=self.organisation_id,
            on_behalf_of=self.on_behalf_of,
            **stored(self, set(OfferFields.model_fields)),
        )


class OfferEdit(OfferFields):
    place: Place | None = None

    def changes(self) -> dict[str, Any]:
        found = stored(self, self.model_fields_set)
        if found.get("languages", ...) is None:
            del found["languages"]
        if "place" in self.model_fields_set and self.place is not None:
            found["place"] = self.place.value()
        return found


class Pause(Given):
    until: Moment | None = None


def stored(fields: OfferFields, named: set[str]) -> dict[str, Any]:
    """The named fields as the service takes them."""
    found: dict[str, Any] = {}
    for name in named & set(OfferFields.model_fields):
        value = getattr(fields, name)
        match name:
            case "capacity":
                found |= {"at_a_time": value.at_a_time, "per_week": value.per_week, "up_to": value.up_to}
            case "availability" | "away":
                found[name] = [part.stored() for part in value]
            case "money":
                found[name] = value.model_dump(mode="json")
            case "categories" | "has" | "cannot" | "share":
                found[name] = list(dict.fromkeys(value))
            case _:
                found[name] = value
    return found


class SlotOut(Shape):
    weekday: Weekday
    from_: str = Field(serialization_alias="from")
    to: str

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)


class AwayOut(Shape):
    from_: str = Field(serialization_alias="from")
    to: str

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)


class CapacityOut(Shape):
    at_a_time: int
    per_week: int
    up_to: int


class MoneyOut(Shape):
    advance_up_to: float
    gift_up_to: float
    currency: str | None


class OfferOut(Shape):
    """An offer: all of it for the helper; for coordinators without hours, limits and habits."""

    id: UUID
    community_id: UUID
    organisation_id: UUID | None
    for_need_id: UUID | None = None
    status: OfferStatus
    categories: list[str]
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
    allowed: list[str]
    version: int


class OfferPage(Shape):
    items: list[OfferOut]
    next: str | None


def shown(offer: Offer, *, own: bool) -> OfferOut:
    """Never to anybody but the helper: cell, hours, absences, what they cannot do, stock, load."""
    fields: dict[str, Any] = {
        "id": offer.id,
        "community_id": offer.community_id,
        "organisation_id": offer.organisation_id,
        "status": offer.status,
        "categories": offer.categories,
        "languages": offer.languages,
        "remote": offer.remote,
        "posted_at": offer.posted_at,
        "expires_at": offer.expires_at,
        "allowed": list(offer_states.allowed(offer.status, by_helper=own)),
        "version": offer.version,
    }
    if own:
        fields |= {
            "for_need_id": offer.for_need_id,
            "cell": offer.shown_cell,
            "reach_km": offer.reach_km,
            "availability": [
                SlotOut(weekday=Weekday(s["weekday"]), from_=s["from"], to=s["to"])
                for s in offer.availability
            ],
            "away": [AwayOut(from_=a["from"], to=a["to"]) for a in offer.away],
            "capacity": CapacityOut(at_a_time=offer.at_a_time, per_week=offer.per_week, up_to=offer.up_to),
            "has": offer.has,
            "cannot": offer.cannot,
            "money": MoneyOut.model_validate(
                {"advance_up_to": 0, "gift_up_to": 0, "currency": None} | offer.money
            ),
            "stock": offer.stock,
            "share": offer.share,
            "paused_until": offer.paused_until,
        }
    return OfferOut.model_construct(**fields)
