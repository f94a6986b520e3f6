"""Turning the dials of a community: by stewards, within bounds, each change with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller
from core.errors import Invalid, Stale
from core.events import EventKind, payload_as, record_on
from core.events.payloads import PolicyChanged
from core.models import Community, Event
from matching.words.categories import CATEGORIES
from matching.words.policy import PolicyChoices, bounds
from matching.words.values import RiskRule
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import directory
from services.facts.policies import HELPERS_AT_MOST, USUAL

CHANGES_SHOWN = 20
Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Difference:
    """One dial, rule or preset that was changed: from what to what, as codes; `-` is "as usual"."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One act of the stewards, and the reason they gave."""

    at: datetime
    changes: tuple[Difference, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """What stewards turn, by name, and why. None in place of a value is "as usual" again."""

    reason: str
    preset: str | None = None
    dials: Mapping[str, float | None] = field(default_factory=dict)
    risk: Mapping[str, RiskRule | None] = field(default_factory=dict)


def history(session: Session, community_id: UUID) -> list[PolicyChange]:
    """The last changes, newest first, each with its reason where its author can still be read."""
    events = session.scalars(
        select(Event)
        .where(col(Event.community_id) == community_id, col(Event.kind) == EventKind.POLICY_CHANGED)
        .order_by(col(Event.id).desc())
        .limit(CHANGES_SHOWN)
    ).all()
    reasons = notes.of_events(session, [event.id for event in events])
    return [
        PolicyChange(e.at, _read(payload_as(e, PolicyChanged).changes), reasons.get(e.id)) for e in events
    ]


def change(
    session: Session,
    caller: Caller,
    community_id: UUID,
    changes: PolicyChanges,
    *,
    edition: int,
    now: datetime,
) -> Community:
    """Turns dials and tightens rules; None in place of a value is "as usual again". For stewards.

    Raises Invalid where a dial is unknown or out of bounds, or a rule laxer than its category's; Stale where
    another steward was faster.
    """
    community = directory.get(session, community_id)
    rights.require_role(caller, Role.STEWARD, community_id)
    session.refresh(community, with_for_update=True)
    if community.edition != edition:
        raise Stale
    choices = _turned(community.policy, changes)
    differences = list(_differences(community.policy, choices))
    if differences:
        community.policy = choices
        community.version += 1
        community.edition += 1
        _record(session, caller, community, differences, reason=changes.reason, now=now)
    return community


def _record(
    session: Session,
    caller: Caller,
    community: Community,
    differences: Iterable[Difference],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Records what was changed, and the steward's reason for it."""
    codes = PolicyChanged(tuple(f"{one.what}:{one.was}:{one.now}" for one in differences))
    event = record_on(session, EventKind.POLICY_CHANGED, community, codes, actor=caller.person_id, now=now)
    notes.write(
        session, caller, reason, about=caller.person_id, subject_id=community.id, event_id=event, now=now
    )


def _turned(before: PolicyChoices, changes: PolicyChanges) -> PolicyChoices:
    for name, value in changes.dials.items():
        if name not in bounds():
            raise Invalid(f"/dials/{name}", "unknown_field")
        if value is not None and not bounds()[name].hold(value):
            raise Invalid(f"/dials/{name}", "out_of_range")
    for category, rule in changes.risk.items():
        _ensure_only_tighter(category, rule)
    return PolicyChoices(
        preset=changes.preset or before.preset or USUAL,
        dials=_without_none({**before.dials, **changes.dials}),
        risk=_without_none({**before.risk, **changes.risk}),
    )


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


def _without_none(values: Mapping[str, Chosen | None]) -> dict[str, Chosen]:
    return {name: value for name, value in values.items() if value is not None}


def _differences(before: PolicyChoices, after: PolicyChoices) -> Iterable[Difference]:
    was, now = _flat(before), _flat(after)
    for what in sorted(was.keys() | now.keys()):
        if was.get(what) != now.get(what):
            yield Difference(what, was.get(what, "-"), now.get(what, "-"))


def _flat(choices: PolicyChoices) -> dict[str, str]:
    """What was chosen as codes, for an event holds no free words."""
    rules = {
        f"risk.{category}": f"{rule.min_trust}/{rule.at_least}" for category, rule in choices.risk.items()
    }
    turned = {name: f"{value:g}" for name, value in choices.dials.items()}
    return {"preset": choices.preset or USUAL} | turned | rules


def _read(codes: Iterable[str]) -> tuple[Difference, ...]:
    return tuple(Difference(*code.split(":")) for code in codes)
