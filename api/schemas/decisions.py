"""Decisions about somebody, and appeals against them, over the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shape, Text
from core.models import Appeal, Decision
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import Role
from services.safety.appeals import Heard
from services.safety.told import Told


class DecidedBy(StrEnum):
    """What whoever decided answered for: somebody of the community, or whoever runs the server."""

    COORDINATOR = Role.COORDINATOR.value
    STEWARD = Role.STEWARD.value
    OPERATOR = "operator"


class RuledOn(Shape):
    """What was decided about; of a membership the person whose it is."""

    type: Ruled
    id: UUID


class AppealOut(Shape):
    """An appeal, as whoever made it reads it. `outcome` null: nobody has looked yet. What was decided is final."""

    id: UUID
    at: datetime
    text: str | None = Field(description="null: it can be read no more.")
    outcome: Ruling | None
    reason: str | None = Field(description="Why it was decided so.")

    @classmethod
    def shown(cls, appeal: Appeal, text: str | None, reason: str | None = None) -> Self:
        return cls(id=appeal.id, at=appeal.at, text=text, outcome=appeal.outcome, reason=reason)


class RuledOut(Shape):
    """What a human decided, about what, and why."""

    id: UUID
    at: datetime
    community_id: UUID
    about: RuledOn
    outcome: Ruling
    by: DecidedBy
    reason: str | None


class DecisionOut(RuledOut):
    """What a human decided about the caller, or about somebody they speak for."""

    appeal_until: datetime | None = Field(
        description="Until when the caller may appeal: `POST /v1/decisions/{id}/appeal`. null: not, or not any more."
    )
    appeal: AppealOut | None

    @classmethod
    def shown(cls, told: Told) -> Self:
        appeal = told.appeal
        return cls(
            **dict(_ruled(told.decision, told.reason)),
            appeal_until=told.until,
            appeal=AppealOut.shown(appeal, told.text, told.answer) if appeal else None,
        )


class DecisionPage(Shape):
    items: list[DecisionOut]
    next: str | None


class AppealIn(Given):
    """Why the decision was wrong. Read by whoever hears it, and by nobody who had a part in the matter."""

    text: Text


class HeardAppeal(Shape):
    """An appeal, for a human who had no part in the matter. Decide it by `POST …/decisions`."""

    id: UUID
    at: datetime
    text: str | None
    outcome: Ruling | None
    decision: RuledOut

    @classmethod
    def shown(cls, heard: Heard) -> Self:
        appeal = heard.appeal
        against = _ruled(heard.decision, heard.reason)
        return cls(id=appeal.id, at=appeal.at, text=heard.text, outcome=appeal.outcome, decision=against)


def _ruled(row: Decision, reason: str | None) -> RuledOut:
    return RuledOut(
        id=row.id,
        at=row.at,
        community_id=row.community_id,
        about=RuledOn(type=row.about, id=row.about_id),
        outcome=row.ruling,
        by=DecidedBy.OPERATOR if row.by_role is None else DecidedBy(row.by_role.value),
        reason=reason,
    )
