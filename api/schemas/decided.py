"""What a coordinator decided about, over the wire: a need, a match, a case or an appeal, told apart by `type`."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field
from typing_extensions import TypeAliasType

from api.schemas.base import Shape, Written
from api.schemas.decisions import HeardAppeal
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.words import OF_WHAT
from core.models import Case
from matching.words.reporting import CaseOutcome
from services.home.own_matches import ToldMatch
from services.needs.views import NeedView
from services.safety.appeals import Heard

HOW = Field(
    description="What whom it concerns finds it by. null: decided before decisions were written down."
)


class DecidedNeed(NeedOut):
    """A need that was decided about."""

    type: Annotated[Literal["need"], OF_WHAT]
    decision_id: Annotated[UUID | None, HOW]

    @classmethod
    def shown(
        cls,
        view: NeedView,
        *,
        warnings: list[str] | None = None,
        locale: str | None = None,
        decision: UUID | None = None,
    ) -> Written:
        whole = NeedOut.shown(view, warnings=warnings, locale=locale)
        return {"type": "need", "decision_id": decision, **whole}


class DecidedMatch(MatchOut):
    """A match that was decided about."""

    type: Annotated[Literal["match"], OF_WHAT]
    decision_id: Annotated[UUID | None, HOW]

    @classmethod
    def shown(cls, told: ToldMatch, locale: str, *, decision: UUID | None = None) -> "DecidedMatch":
        found = super().shown(told, locale)
        assert isinstance(found, DecidedMatch)
        found.type, found.decision_id = "match", decision
        return found


class DecidedCase(Shape):
    """A case that was decided: what followed from it."""

    type: Annotated[Literal["case"], OF_WHAT]
    decision_id: Annotated[UUID | None, HOW]
    id: UUID
    outcome: CaseOutcome | None

    @classmethod
    def shown(cls, case: Case, *, decision: UUID | None = None) -> Self:
        return cls(type="case", decision_id=decision, id=case.id, outcome=case.outcome)


class DecidedAppeal(HeardAppeal):
    """An appeal that was decided, for good."""

    type: Annotated[Literal["appeal"], OF_WHAT]
    decision_id: Annotated[UUID | None, HOW]

    @classmethod
    def shown(cls, heard: Heard, *, decision: UUID | None = None) -> Self:
        return cls(**dict(HeardAppeal.shown(heard)), type="appeal", decision_id=decision)


Decided = TypeAliasType(
    "Decided",
    Annotated[DecidedNeed | DecidedMatch | DecidedCase | DecidedAppeal, Field(discriminator="type")],
)
