"""How matching works in one community: a preset, single dials turned behind it, and stricter rules of risk.

Everybody may read it, stewards change it, and every change is a line of what happened, with a reason.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session

from core.geography import measure
from core.models import Community, Need
from matching.words.categories import CATEGORIES
from matching.words.policy import PRESETS, Bounds, Policy, bounds
from matching.words.values import RiskRule

USUAL = "usual"
HELPERS_AT_MOST = 5
"""So many helpers a rule of risk may ask to come together: more would mean no help at all."""


@dataclass(frozen=True, slots=True)
class Dial:
    """One dial as it stands. `usual` is what the preset says, `turned` whether stewards chose otherwise."""

    name: str
    value: float
    usual: float
    bounds: Bounds
    turned: bool


def of(community: Community) -> Policy:
    """The dials that hold in a community. What was stored before a bound became tighter is moved within it."""
    preset = PRESETS[preset_of(community)]
    turned = community.policy.dials
    return Policy.clamped({name: getattr(preset, name) for name in bounds()} | dict(turned))


def here(session: Session, community_id: UUID) -> Policy:
    return of(session.get_one(Community, community_id))


def shown(session: Session, community_id: UUID, cell: int | None) -> int | None:
    """As which cell a place is shown here: as everywhere, or coarser where the stewards asked for it.

    The community is held until the transaction ends, so that they ask before this place or find it when they do.
    """
    if cell is None:
        return None
    held = {"read": True, "key_share": True}
    here = session.get_one(Community, community_id, with_for_update=held, populate_existing=True)
    return measure.coarser(cell, of(here).places_shown_at)


def risk(community: Community, category: str) -> RiskRule:
    """What a category asks of helpers here: its own rule, or a stricter one. Never a laxer one."""
    own, here = CATEGORIES[category].risk, community.policy.risk.get(category)
    if here is None:
        return own
    return RiskRule(
        min_trust=max(own.min_trust, here.min_trust, key=lambda level: level.rank),
        at_least=max(own.at_least, here.at_least),
    )


def as_posted(rule: RiskRule, need: Need) -> RiskRule:
    """A rule as it binds a need that stands already: whoever may help is asked of at once, how many must come
    was settled when it was posted. Else a stricter rule would leave open needs that nobody may answer.
    """
    own = CATEGORIES[need.category].risk.at_least
    at_least = max(own, min(rule.at_least, need.at_least))
    return rule if at_least == rule.at_least else replace(rule, at_least=at_least)


def preset_of(community: Community) -> str:
    return community.policy.preset or USUAL


def dials(community: Community) -> list[Dial]:
    """Every dial, in the order in which a page shows them."""
    policy, turned = of(community), community.policy.dials
    preset = PRESETS[preset_of(community)]
    return [
        Dial(name, getattr(policy, name), getattr(preset, name), limits, name in turned)
        for name, limits in bounds().items()
    ]
