"""Turning the dials of a community: by stewards, within bounds, each change with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.errors import Invalid, Stale
from core.events import EventKind, record
from core.models import Community, Event
from matching.words.categories import CATEGORIES
from matching.words.policy import bounds
from matching.words.values import RiskRule
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import directory
from services.facts import policies
from services.facts.policies import HELPERS_AT_MOST, USUAL

CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Change:
    """One dial, rule or preset that was changed: from what to what, as codes; `-` is "as usual"."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the stewards, and the reason they gave."""

    at: datetime
    changes: tuple[Change, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """What stewards turn, by name, and why. None in place of a value is "as usual" again."""

    reason: str
    preset: str | None = None
    dials: Mapping[str, object] = field(default_factory=dict)
    risk: Mapping[str, RiskRule | None] = field(default_factory=dict)


def history(session: Session, community_id: UUID) -> list[Line]:
    """The last changes, newest first, each with its reason where its author can still be read."""
    events = session.scalars(
        select(Event)
        .where(col(Event.community_id) == community_id, col(Event.kind) == EventKind.POLICY_CHANGED)
        .order_by(col(Event.id).desc())
        .limit(CHANGES_SHOWN)
    ).all()
    reasons = notes.of_events(session, [event.id for event in events if event.id is not None])
    return [Line(e.at, _read(e.payload["changes"]), reasons.get(e.id or 0)) for e in events]


def change(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: PolicyChanges,
    *,
    version: int,
    now: datetime,
) -> Community:
    """Turns dials and tightens rules; None in place of a value is "as usual again". For stewards.

    Raises Invalid where a dial is unknown or out of bounds, or a rule laxer than its category's; Stale where
    another steward was faster.
    """
    community = directory.get(session, caller, community_id)
    rights.require_role(caller, Role.STEWARD, community_id)
    session.refresh(community, with_for_update=True)
    if community.version != version:
        raise Stale
    policy = _turned(community.policy, changes)
    changed = list(_differences(community.policy, policy))
    if not changed:
        return community
    community.policy = policy
    community.version += 1
    event = record(
        session,
        EventKind.POLICY_CHANGED,
        actor=caller.person_id,
        subject=("community", community.id),
        community_id=community.id,
        now=now,
        changes=[f"{one.what}:{one.was}:{one.now}" for one in changed],
    )
    notes.write(
        session,
        caller,
        changes.reason,
        about=caller.person_id,
        subject_id=community.id,
        event_id=event,
        now=now,
    )
    return community


def _turned(policy: Mapping[str, Any], changes: PolicyChanges) -> dict[str, Any]:
    for name, value in changes.dials.items():
        if name not in bounds():
            raise Invalid(f"/dials/{name}", "unknown_field")
        if value is not None and not bounds()[name].hold(value):
            raise Invalid(f"/dials/{name}", "out_of_range")
    for category, rule in changes.risk.items():
        _ensure_only_tighter(category, rule)
    risk = {category: _stored(rule) for category, rule in changes.risk.items()}
    rules = _without_none({**policy.get("risk", {}), **risk})
    preset = changes.preset or policy.get("preset", USUAL)
    chosen = {"preset": preset, **policies.turned_dials(policy), **changes.dials}
    return _without_none(chosen | {"risk": rules or None})


def _stored(rule: RiskRule | None) -> dict[str, Any] | None:
    return {"min_trust": rule.min_trust.value, "at_least": rule.at_least} if rule is not None else None


def _ensure_only_tighter(category: str, rule: RiskRule | None) -> None:
    if category not in CATEGORIES:
        raise Invalid(f"/risk/{category}", "unknown_category")
    own = CATEGORIES[category].risk
    if rule is None:
        return
    if rule.min_trust.rank < own.min_trust.rank:
        raise Invalid(f"/risk/{category}/min_trust", "out_of_range")
    if not own.at_least <= rule.at_least <= HELPERS_AT_MOST:
        raise Invalid(f"/risk/{category}/at_least", "out_of_range")


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    was, now = _flat(before), _flat(after)
    for what in sorted(was.keys() | now.keys()):
        if was.get(what) != now.get(what):
            yield Change(what, was.get(what, "-"), now.get(what, "-"))


def _flat(policy: Mapping[str, Any]) -> dict[str, str]:
    """A policy as codes, for an event holds no free words."""
    rules = {
        f"risk.{category}": f"{rule['min_trust']}/{rule['at_least']}"
        for category, rule in policy.get("risk", {}).items()
    }
    turned = {name: f"{value:g}" for name, value in policies.turned_dials(policy).items()}
    return {"preset": policy.get("preset", USUAL)} | turned | rules


def _read(codes: Iterable[str]) -> tuple[Change, ...]:
    return tuple(Change(*code.split(":")) for code in codes)
