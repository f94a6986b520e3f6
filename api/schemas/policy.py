"""A community's matching policy over the wire: a page that says how matching works here."""

from datetime import datetime
from typing import Annotated, Any, Self, cast
from uuid import UUID

from pydantic import WithJsonSchema

from api.schemas.base import Given, Shape, Text, Words, value_of
from api.schemas.edits import Edit, unsaid
from api.schemas.tagged import Tagged
from api.schemas.words import CategorySlug, DialName, Preset
from core.models import Community
from matching.words.categories import CATEGORIES
from matching.words.policy import PRESETS
from matching.words.values import RiskRule
from matching.words.vocabulary import TrustLevel
from services.communities.policy_changes import PolicyChange, PolicyChanges
from services.facts import policies
from services.facts.policies import Dial
from texts.catalogue import say

Turned = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]
"""Held to its dial's bounds where those are known; a shape here would name the wrong place of a mistake."""


class RiskIn(Edit):
    """What a category shall ask of helpers here, as a whole; only ever more than it asks everywhere."""

    min_trust: TrustLevel = unsaid()
    at_least: int = unsaid()

    def value(self) -> RiskRule:
        return RiskRule(**self.sent())


class PolicyEdit(Edit):
    """Dials to turn, by name; null is "as the preset says" again. The reason is read by everybody."""

    preset: Preset = unsaid()
    dials: dict[Words, Turned] = unsaid(max_length=40, examples=[{"pause_minutes": 60}])
    risk: dict[Words, RiskIn | None] = unsaid(max_length=40)
    reason: Text

    def value(self) -> PolicyChanges:
        sent = self.sent()
        risk = {category: value_of(rule) for category, rule in sent.get("risk", {}).items()}
        return PolicyChanges(self.reason, sent.get("preset"), sent.get("dials", {}), risk)


class LimitsIn(Given):
    """Why stewards double the limits; read by everybody."""

    reason: Text


class PresetOut(Shape):
    name: Preset
    explanation: str

    @classmethod
    def shown(cls, name: str, locale: str) -> Self:
        return cls(name=cast(Preset, name), explanation=say(f"policy.preset.{name}", locale))


class DialOut(Shape):
    """`usual` is what the preset says; `least` and `most` are the bounds, both included."""

    name: DialName
    value: float
    usual: float
    least: float
    most: float
    whole: bool
    explanation: str

    @classmethod
    def shown(cls, dial: Dial, locale: str) -> Self:
        return cls(
            name=dial.name,
            value=dial.value,
            usual=dial.usual,
            least=dial.bounds.least,
            most=dial.bounds.most,
            whole=dial.bounds.whole,
            explanation=say(f"policy.{dial.name}", locale),
        )


class RiskOut(Shape):
    """What a category asks of helpers here. `stricter`: more than it asks everywhere."""

    category: CategorySlug
    name: str
    min_trust: TrustLevel
    at_least: int
    stricter: bool

    @classmethod
    def shown(cls, category: str, rule: RiskRule, locale: str) -> Self:
        return cls(
            category=category,
            name=say(f"category.{category}", locale),
            min_trust=rule.min_trust,
            at_least=rule.at_least,
            stricter=rule != CATEGORIES[category].risk,
        )


class ChangeOut(Shape):
    """From what to what, as codes; `-` is "as usual"."""

    what: str
    was: str
    now: str


class LineOut(Shape):
    at: datetime
    changes: list[ChangeOut]
    reason: str | None

    @classmethod
    def shown(cls, line: PolicyChange) -> Self:
        changes = [ChangeOut(what=one.what, was=one.was, now=one.now) for one in line.changes]
        return cls(at=line.at, changes=changes, reason=line.reason)


class PolicyOut(Tagged):
    community_id: UUID
    preset: Preset
    presets: list[PresetOut]
    dials: list[DialOut]
    risk: list[RiskOut]
    history: list[LineOut]
    limits_doubled_until: datetime | None
    version: int

    @classmethod
    def shown(cls, community: Community, lines: list[PolicyChange], locale: str) -> Self:
        """The whole page, in the reader's language."""
        rules = {category: policies.risk(community, category) for category in CATEGORIES}
        return cls(
            community_id=community.id,
            preset=cast(Preset, policies.preset_of(community)),
            presets=[PresetOut.shown(name, locale) for name in PRESETS],
            dials=[DialOut.shown(dial, locale) for dial in policies.dials(community)],
            risk=[RiskOut.shown(name, rule, locale) for name, rule in rules.items() if rule.is_special],
            history=[LineOut.shown(line) for line in lines],
            limits_doubled_until=community.limits_doubled_until,
            version=community.version,
        )
