"""A need over the wire as a caller sees it: what they may not see is left out."""

from dataclasses import asdict
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas import needs_public
from api.schemas.base import Shape, SpotOut, WindowOut, Written, cell_name
from api.schemas.need_progress import ProgressOut
from api.schemas.needs_public import NeedContactOut
from api.schemas.tagged import Tagged
from api.schemas.words import CategorySlug, DistanceBand, NeedMove, NeedNotice, NeedWarning
from core.models.values import EmergencyNumber
from matching.words.tasks import CostKind, Involves, Requires, WhenKind
from matching.words.values import Cost, Window
from matching.words.vocabulary import (
    ContactVia,
    Decide,
    MatchStatus,
    NeedStatus,
    OrganisationKind,
    PlaceKind,
    Share,
    TrustLevel,
    Unit,
    Urgency,
    VisibleTo,
    WhoHelps,
)
from services.needs.views import NeedView, Sight
from texts.catalogue import say


class WhenOut(Shape):
    kind: WhenKind
    windows: list[WindowOut]

    @classmethod
    def shown(cls, windows: tuple[Window, ...]) -> Self:
        kind = WhenKind.WINDOWS if windows else WhenKind.ANY_TIME
        return cls(kind=kind, windows=[WindowOut(from_=w.start, to=w.end) for w in windows])


class CostOut(Shape):
    kind: CostKind
    up_to: float | None = None
    currency: str | None = None


class CriteriaOut(Shape):
    min_trust: TrustLevel
    languages: list[str]
    by: WhoHelps
    not_kinds: list[OrganisationKind]
    max_distance_km: float | None
    allies: bool
    exclude: list[UUID]
    decide: Decide


class EmergencyLine(Shape):
    label: str
    phone: str
    since: datetime | None = None
    """Since when the community names it."""

    @classmethod
    def shown(cls, number: EmergencyNumber) -> Self:
        return cls(label=number.label, phone=number.phone, since=number.since)


class OwnMatchOut(Shape):
    """The match that the caller has on a need as its helper."""

    id: UUID
    status: MatchStatus
    reply_by: datetime | None


class NeedOut(Tagged):
    """A need, as far as the caller may see it: what they may not is left out."""

    id: UUID
    community_id: UUID
    category: CategorySlug
    status: NeedStatus
    urgency: Urgency
    place_kind: PlaceKind
    cell: str | None
    to_cell: str | None = None
    distance_band: DistanceBand | None = None
    when: WhenOut
    minutes: int | None
    quantity: int | None
    unit: Unit
    at_least: int
    for_people: int
    posted_at: datetime
    expires_at: datetime
    title: str | None = None
    details: str | None = None
    language: str | None = None
    involves: list[Involves] | None = None
    requires: list[Requires] | None = None
    cost: CostOut | None = None
    organisation_id: UUID | None = None
    display_name: str | None = None
    private_note: str | None = None
    address: str | None = None
    place: SpotOut | None = Field(
        default=None, description="Of an organisation's need, which is public in place and contact."
    )
    to: SpotOut | None = None
    contact: NeedContactOut | None = None
    share: list[Share] | None = None
    show_name: bool | None = None
    visible_to: VisibleTo | None = None
    contact_via: ContactVia | None = None
    criteria: CriteriaOut | None = None
    hidden: bool | None = None
    helped_elsewhere: bool | None = None
    duplicate_of: UUID | None = None
    follow_up_at: datetime | None = None
    progress: ProgressOut | None = None
    emergency: list[EmergencyLine] | None = None
    warnings: list[NeedWarning] | None = Field(
        default=None,
        description="What its words hold: to its author once they were sent, to others where it is read by itself.",
    )
    warning: str | None = Field(default=None, description="The same as a sentence to show.")
    notices: list[NeedNotice] | None = Field(
        default=None,
        description="To its author: `nobody_rung_again`, where those on duty are not rung for it; `marked_double`,"
        " where a coordinator marked it as a double of another need, and nobody is asked for it.",
    )
    notice: str | None = Field(
        default=None, description="The same as a sentence to show, once it was posted or edited."
    )
    match: OwnMatchOut | None = None
    allowed: list[NeedMove]
    version: int

    @classmethod
    def shown(
        cls, view: NeedView, *, warnings: list[str] | None = None, locale: str | None = None
    ) -> Written:
        """For one caller, as it is written: coarse fields for everybody, more with each level of sight. With `locale`
        what its author is to know is said in that language.
        """
        need = view.need
        fields: Written = {name: getattr(need, name) for name in _COARSE}
        fields["cell"] = cell_name(need.cell)
        fields["when"] = _when(need.windows)
        fields["allowed"] = view.allowed
        if view.match is not None:
            fields["match"] = asdict(view.match)
        if view.distance_band is not None:
            fields["distance_band"] = view.distance_band
        if view.sight >= Sight.WORDS:
            fields |= {name: getattr(need, name) for name in _WORDS}
            fields |= {"title": view.title, "details": view.details, "cost": _cost(need.cost)}
            fields["to_cell"] = cell_name(need.to_cell)
        if view.display_name is not None:
            fields["display_name"] = view.display_name
        if view.sight >= Sight.OVERSEER:
            fields |= _overseen(view)
        if view.sight is Sight.OWN:
            fields |= {name: getattr(need, name) for name in _OWN}
            fields |= {"private_note": view.private_note, "address": view.address}
        if view.public is not None:
            fields |= needs_public.shown(view.public)
        if view.emergency is not None:
            fields["emergency"] = [EmergencyLine.shown(number) for number in view.emergency]
        if view.notices:
            fields["notices"] = view.notices
        if view.notices and locale is not None:
            fields["notice"] = " ".join(say(f"notice.{code}", locale) for code in view.notices)
        if warnings is not None:
            fields["warnings"] = warnings
        if warnings and locale is not None:
            told = "warning" if view.sight is Sight.OWN else "caution"
            fields["warning"] = " ".join(say(f"{told}.{code}", locale) for code in warnings)
        return fields


class NeedPage(Shape):
    items: list[NeedOut]
    next: str | None
    cut: bool | None = Field(
        default=None,
        description="With `order=fit`, true: the nearest in their order; those farther away come behind `next`.",
    )


def _overseen(view: NeedView) -> Written:
    """What a need's author and coordinators see of it."""
    fields: Written = {name: getattr(view.need, name) for name in _OVERSEEN}
    fields["duplicate_of"] = view.original
    criteria = asdict(view.need.criteria)
    if view.sight is Sight.OVERSEER:
        fields["follow_up_at"] = view.need.follow_up_at
        criteria["exclude"] = []  # whom somebody does not want to meet is theirs to know
    fields["criteria"] = criteria
    fields["progress"] = ProgressOut.shown(view.progress) if view.progress is not None else None
    return fields


_COARSE = (
    "id",
    "community_id",
    "category",
    "status",
    "urgency",
    "place_kind",
    "minutes",
    "quantity",
    "unit",
    "at_least",
    "for_people",
    "posted_at",
    "expires_at",
    "version",
)
_WORDS = ("language", "involves", "requires", "organisation_id")
_OVERSEEN = ("visible_to", "hidden", "helped_elsewhere")
_OWN = ("share", "show_name", "contact_via")


def _when(windows: tuple[Window, ...]) -> Written:
    kind = WhenKind.WINDOWS if windows else WhenKind.ANY_TIME
    written = [{"from": w.start.isoformat(), "to": w.end.isoformat()} for w in windows]
    return {"kind": kind, "windows": written}


def _cost(cost: Cost) -> Written:
    return {"kind": cost.kind, "up_to": cost.up_to, "currency": cost.currency}
