"""Changes of a need over the wire: each names what changes, and leaves the rest."""

from uuid import UUID

from pydantic import field_validator, model_validator

from api.schemas.base import Currency, Language, Line, Moment, Place, Spot, Text, WindowIn, each_once
from api.schemas.edits import Edit, unsaid
from api.schemas.needs import HOW_LONG, CostIn, WhenIn
from matching.words.durations import MINUTES_LEAST, MINUTES_MOST
from matching.words.tasks import CostKind, Involves, Requires, WhenKind
from matching.words.vocabulary import (
    Decide,
    OrganisationKind,
    PlaceKind,
    Share,
    TrustLevel,
    Urgency,
    VisibleTo,
    WhoHelps,
)
from services.needs.edits import CriteriaChanges, NeedChanges


class WhenEdit(WhenIn):
    """The new time as a whole."""

    kind: WhenKind
    windows: list[WindowIn] = unsaid(max_length=20)

    @model_validator(mode="before")
    @classmethod
    def _no_windows_is_an_empty_list(cls, said: object) -> object:
        return {"windows": []} | said if isinstance(said, dict) else said


class CostEdit(CostIn):
    """What the task costs now, as a whole."""

    kind: CostKind
    up_to: float | None = unsaid(ge=0, le=1_000_000, allow_inf_nan=False)
    currency: Currency | None = unsaid()

    @model_validator(mode="before")
    @classmethod
    def _unsaid_is_null(cls, said: object) -> object:
        return {"up_to": None, "currency": None} | said if isinstance(said, dict) else said


class CriteriaEdit(Edit):
    """Changes of the beneficiary's own hard rules; those that are not named stay."""

    min_trust: TrustLevel = unsaid()
    languages: list[Language] = unsaid(max_length=10)
    by: WhoHelps = unsaid()
    not_kinds: list[OrganisationKind] = unsaid(max_length=8)
    max_distance_km: float | None = unsaid(gt=0, le=1000, allow_inf_nan=False)
    allies: bool = unsaid()
    exclude: list[UUID] = unsaid(max_length=100)
    decide: Decide = unsaid()

    def value(self) -> CriteriaChanges:
        sent = self.sent()
        for name in ("languages", "not_kinds", "exclude"):
            if name in sent:
                sent[name] = tuple(sent[name])
        return CriteriaChanges(**sent)


class NeedEdit(Edit):
    """Changes of a need; what is not named stays."""

    title: Line | None = unsaid()
    details: Text | None = unsaid()
    private_note: Text | None = unsaid(description="For the confirmed helper only.")
    address: Line | None = unsaid(description="The door in own words, opened with the place.")
    place: Place = unsaid()
    place_kind: PlaceKind = unsaid()
    to: Spot | None = unsaid(description="A second place: where a ride goes.")
    when: WhenEdit = unsaid()
    minutes: int | None = unsaid(ge=MINUTES_LEAST, le=MINUTES_MOST, description=HOW_LONG)
    quantity: int | None = unsaid(ge=1, le=1_000_000, description="null: whatever people can spare.")
    at_least: int = unsaid(ge=1, le=1000)
    for_people: int = unsaid(ge=1, le=100_000)
    urgency: Urgency = unsaid()
    involves: list[Involves] = unsaid(max_length=20)
    requires: list[Requires] = unsaid(max_length=20)
    cost: CostEdit = unsaid()
    share: list[Share] = unsaid(max_length=3)
    show_name: bool = unsaid()
    visible_to: VisibleTo = unsaid()
    criteria: CriteriaEdit = unsaid()
    expires_at: Moment = unsaid()

    _once = field_validator("involves", "requires", "share", mode="after")(each_once)

    def value(self) -> NeedChanges:
        sent = self.sent()
        if "when" in sent:
            sent["windows"] = sent.pop("when")
        return NeedChanges(**sent)
