"""Needs as they are posted and changed, and what helpers answer to them, over the wire."""

from uuid import UUID

from pydantic import Field, field_validator, model_validator

from api.schemas.base import (
    Currency,
    Given,
    Language,
    Line,
    Moment,
    Place,
    Spot,
    Text,
    WindowIn,
    each_once,
    refuse,
    value_of,
)
from api.schemas.edits import unsaid
from api.schemas.moves import WHO_COMES
from api.schemas.represented import SpokenIn
from api.schemas.words import CategorySlug
from matching.words.categories import CATEGORIES
from matching.words.durations import MINUTES_LEAST, MINUTES_MOST
from matching.words.tasks import CostKind, Involves, Requires, WhenKind
from matching.words.values import Cost, Criteria, Window
from matching.words.vocabulary import (
    ContactVia,
    Decide,
    OrganisationKind,
    PlaceKind,
    Share,
    TrustLevel,
    Unit,
    Urgency,
    VisibleTo,
    WhoHelps,
)
from services.needs.posts import NeedDraft

HOW_LONG = "How long it takes, at most the shortest window; null: all of it."


class WhenIn(Given):
    kind: WhenKind = WhenKind.ANY_TIME
    windows: list[WindowIn] = Field(default=[], max_length=20)

    @model_validator(mode="after")
    def _windows_where_named(self) -> "WhenIn":
        if (self.kind is WhenKind.WINDOWS) != bool(self.windows):
            raise refuse("missing")
        return self

    def value(self) -> tuple[Window, ...]:
        return tuple(sorted((w.value() for w in self.windows), key=lambda w: w.start))


class CostIn(Given):
    kind: CostKind = CostKind.NONE
    up_to: float | None = Field(None, ge=0, le=1_000_000, allow_inf_nan=False)
    currency: Currency | None = None

    @model_validator(mode="after")
    def _an_amount_and_its_currency(self) -> "CostIn":
        if self.kind is not CostKind.NONE and (self.up_to is None or self.currency is None):
            raise refuse("missing")
        return self

    def value(self) -> Cost:
        return Cost(self.kind, self.up_to, self.currency)


class CriteriaIn(Given):
    """The beneficiary's own hard rules: neither the engine nor a coordinator can override them."""

    min_trust: TrustLevel = TrustLevel.NEW
    languages: list[Language] = Field(default=[], max_length=10)
    by: WhoHelps = WhoHelps.EITHER
    not_kinds: list[OrganisationKind] = Field(default=[], max_length=8)
    max_distance_km: float | None = Field(None, gt=0, le=1000, allow_inf_nan=False)
    allies: bool = False
    exclude: list[UUID] = Field(default=[], max_length=100)
    decide: Decide = Decide.I_CHOOSE

    def value(self) -> Criteria:
        return Criteria(
            min_trust=self.min_trust,
            languages=tuple(self.languages),
            by=self.by,
            not_kinds=tuple(self.not_kinds),
            max_distance_km=self.max_distance_km,
            allies=self.allies,
            exclude=tuple(self.exclude),
            decide=self.decide,
        )


class NeedIn(Given):
    """A need. Two fields suffice: `category`, and `place` unless it is remote."""

    title: Line | None = None
    details: Text | None = None
    private_note: Text | None = Field(None, description="For the confirmed helper only.")
    address: Line | None = Field(None, description="The door in own words, opened with the place.")
    place_kind: PlaceKind | None = None
    to: Spot | None = Field(None, description="A second place: where a ride goes.")
    when: WhenIn | None = None
    minutes: int | None = unsaid(
        ge=MINUTES_LEAST, le=MINUTES_MOST, description=f"{HOW_LONG} Left out: as long as usual."
    )
    at_least: int | None = Field(None, ge=1, le=1000)
    for_people: int = Field(1, ge=1, le=100_000)
    urgency: Urgency = Urgency.SOON
    involves: list[Involves] = Field(default=[], max_length=20)
    requires: list[Requires] = Field(default=[], max_length=20)
    cost: CostIn = CostIn()
    share: list[Share] | None = Field(None, max_length=3)
    show_name: bool = False
    visible_to: VisibleTo | None = None
    criteria: CriteriaIn = CriteriaIn()
    expires_at: Moment | None = None

    category: CategorySlug = Field(max_length=40, examples=["groceries"])
    place: Place | None = None
    community_id: UUID | None = None
    organisation_id: UUID | None = None
    on_behalf_of: UUID | None = Field(None, description="Somebody one speaks for.")
    language: Language | None = None
    contact_via: ContactVia = ContactVia.SELF
    quantity: int | None = Field(1, ge=1, le=1_000_000, description="null: whatever people can spare.")
    unit: Unit = Unit.HELPER

    _once = field_validator("involves", "requires", "share", mode="after")(each_once)

    @field_validator("category")
    @classmethod
    def _known(cls, slug: str) -> str:
        if slug not in CATEGORIES:
            raise refuse("unknown_category")
        return slug

    def value(self) -> NeedDraft:
        return NeedDraft(
            category=self.category,
            place=value_of(self.place),
            community_id=self.community_id,
            organisation_id=self.organisation_id,
            on_behalf_of=self.on_behalf_of,
            title=self.title,
            details=self.details,
            private_note=self.private_note,
            address=self.address,
            language=self.language,
            place_kind=self.place_kind,
            to=value_of(self.to),
            contact_via=self.contact_via,
            windows=value_of(self.when) or (),
            minutes=self.minutes,
            quantity=self.quantity,
            unit=self.unit,
            at_least=self.at_least,
            for_people=self.for_people,
            urgency=self.urgency,
            involves=list(self.involves),
            requires=list(self.requires),
            cost=self.cost.value(),
            share=list(self.share) if self.share is not None else None,
            show_name=self.show_name,
            visible_to=self.visible_to,
            criteria=self.criteria.value(),
            expires_at=self.expires_at,
        )


class Renewal(Given):
    expires_at: Moment | None = None


class Fulfilment(Given):
    helped_elsewhere: bool = False


class ResponseIn(Given):
    """A helper's answer to a need they saw."""

    offer_id: UUID | None = None
    quantity: int | None = Field(None, ge=1, le=1_000_000)
    window: WindowIn | None = None
    people: list[UUID] = Field(default=[], max_length=50, description=WHO_COMES)
    message: Text | None = None
    spoken: SpokenIn | None = None


class InvitationIn(Given):
    offer_id: UUID
    spoken: SpokenIn | None = None
