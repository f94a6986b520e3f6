"""Needs as matching sees them: from rows to the values that it thinks in. `offer_facts` does so for offers."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from core import places
from core.models import Need as NeedRow
from matching.words.categories import CATEGORIES
from matching.words.tasks import CostKind, Involves, Requires
from matching.words.values import Cost, Criteria, Need, Point, RiskRule, Window
from matching.words.vocabulary import Decide, OrganisationKind, TrustLevel, WhoHelps

_FREE, _ANYBODY = Cost(), Criteria()


def need(
    row: NeedRow, *, remaining: int | None = None, author_is_minor: bool = False, risk: RiskRule | None = None
) -> Need:
    """A need as matching sees it; `remaining` where it is less than the whole."""
    return Need(
        id=row.id,
        community_id=row.community_id,
        author_id=row.author_id,
        organisation_id=row.organisation_id,
        category=row.category,
        point=point(row.cell),
        posted_at=row.posted_at,
        expires_at=row.expires_at,
        place_kind=row.place_kind,
        windows=windows(row),
        remaining=row.quantity if remaining is None else remaining,
        unit=row.unit,
        at_least=row.at_least,
        urgency=row.urgency,
        language=row.language,
        involves=frozenset(Involves(word) for word in row.involves),
        requires=frozenset(Requires(word) for word in row.requires),
        cost=_cost(row.cost) if row.cost else _FREE,
        criteria=_criteria(row) if row.criteria else _ANYBODY,
        risk=risk or CATEGORIES[row.category].risk,
        author_is_minor=author_is_minor,
    )


def _cost(said: Mapping[str, Any]) -> Cost:
    return Cost(
        CostKind(said.get("kind", CostKind.NONE)), float(said.get("up_to") or 0), said.get("currency")
    )


def _criteria(row: NeedRow) -> Criteria:
    said = row.criteria
    return Criteria(
        min_trust=TrustLevel(said.get("min_trust", TrustLevel.NEW)),
        languages=frozenset(said.get("languages", [])),
        by=WhoHelps(said.get("by", WhoHelps.EITHER)),
        not_kinds=frozenset(OrganisationKind(kind) for kind in said.get("not_kinds", [])),
        max_distance_km=said.get("max_distance_km"),
        allies=bool(said.get("allies", False)),
        exclude=frozenset(UUID(person) for person in said.get("exclude", [])),
        decide=decide(row),
    )


def decide(row: NeedRow) -> Decide:
    return Decide(row.criteria.get("decide", Decide.I_CHOOSE))


def windows(row: NeedRow) -> tuple[Window, ...]:
    return tuple(
        Window(datetime.fromisoformat(w["from"]), datetime.fromisoformat(w["to"])) for w in row.windows
    )


@lru_cache(maxsize=65_536)
def point(cell: int | None) -> Point | None:
    """The middle of a cell: all that matching knows of a place."""
    return None if cell is None else Point(*places.centre(cell))
