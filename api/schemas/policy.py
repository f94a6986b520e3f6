"""A community's matching policy over the wire: a page that says how matching works here."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StrictInt, WithJsonSchema

from api.schemas.base import Given, Shape, Text, Words
from core.models import Community
from matching.words.categories import CATEGORIES
from matching.words.policy import PRESETS
from matching.words.values import RiskRule
from matching.words.vocabulary import TrustLevel
from services.communities.policy_changes import PolicyChange
from services.facts import policies
from services.facts.policies import Dial
from texts.catalogue import say

Preset = Literal["ask_few", "usual", "ask_many"]
Turned = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]
"""Held to its dial's bounds where those are known; a shape here would name the wrong place of a mistake."""


class RiskIn(Given):
    """What a category shall ask of helpers here; only ever more than it asks everywhere."""

    min_trust: TrustLevel = TrustLevel.NEW
    at_least: StrictInt = 1


class PolicyEdit(Given):
    """Dials to turn, by name; null is "as the preset says" again. The reason is read by everybody."""

    preset: Preset | None = None
    dials: dict[Words, Turned] = Field(default={}, max_length=40, examples=[{"pause_minutes": 60}])
    risk: dict[Words, RiskIn | None] = Field(default={}, max_length=40)
    reason: Text

    def rules(self) -> dict[str, RiskRule | None]:
        return {
            name: RiskRule(rule.min_trust, rule.at_least) if rule else None
            for name, rule in self.risk.items()
        }


class PresetOut(Shape):
    name: Preset
    explanation: str


class DialOut(Shape):
    """`usual` is what the preset says; `least` and `most` are the bounds, both included."""

    name: str
    value: float
    usual: float
    least: float
    most: float
    whole: bool
    explanation: str


class RiskOut(Shape):
    """What a category asks of helpers here. `stricter`: more than it asks everywhere."""

    category: str
    name: str
    min_trust: TrustLevel
    at_least: int
    stricter: bool


class ChangeOut(Shape):
    """From what to what, as codes; `-` is "as usual"."""

    what: str
    was: str
    now: str


class LineOut(Shape):
    at: datetime
    changes: list[ChangeOut]
    reason: str | None


class PolicyOut(Shape):
    community_id: UUID
    preset: Preset
    presets: list[PresetOut]
    dials: list[DialOut]
    risk: list[RiskOut]
    history: list[LineOut]
    version: int


def shown(community: Community, lines: list[PolicyChange], locale: str) -> PolicyOut:
    """The whole page, in the reader's language."""
    fields: dict[str, Any] = {
        "community_id": community.id,
        "preset": policies.preset_of(community),
        "presets": [PresetOut(name=name, explanation=_preset(name, locale)) for name in PRESETS],
        "dials": [_dial(dial, locale) for dial in policies.dials(community)],
        "risk": [
            _risk(category, rule, locale)
            for category in CATEGORIES
            if (rule := policies.risk(community, category)).is_special
        ],
        "history": [_line(line) for line in lines],
        "version": community.version,
    }
    return PolicyOut(**fields)


def _preset(name: str, locale: str) -> str:
    return say(f"policy.preset.{name}", locale)


def _dial(dial: Dial, locale: str) -> DialOut:
    return DialOut(
        name=dial.name,
        value=dial.value,
        usual=dial.usual,
        least=dial.bounds.least,
        most=dial.bounds.most,
        whole=dial.bounds.whole,
        explanation=say(f"policy.{dial.name}", locale),
    )


def _risk(category: str, rule: RiskRule, locale: str) -> RiskOut:
    return RiskOut(
        category=category,
        name=say(f"category.{category}", locale),
        min_trust=rule.min_trust,
        at_least=rule.at_least,
        stricter=rule != CATEGORIES[category].risk,
    )


def _line(line: PolicyChange) -> LineOut:
    changes = [ChangeOut(what=one.what, was=one.was, now=one.now) for one in line.changes]
    return LineOut(at=line.at, changes=changes, reason=line.reason)
