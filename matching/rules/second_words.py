"""Whether two stewards' words about others, a community or an organisation, are of two people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

STEWARD_FOR = timedelta(days=30)
"""So long somebody is a steward before their word about others counts."""


@dataclass(frozen=True, slots=True)
class Stewardship:
    """Somebody who gave their word, as steward of one recognised community; `made_by`: who gave them that role."""

    steward: UUID
    community: UUID
    since: datetime
    made_by: UUID | None = None


def apart(one: UUID, made_one: Iterable[UUID], other: UUID, made_other: Iterable[UUID]) -> bool:
    """Whether neither of two stewards made the other one; `made_`: who gave each of them such a role, anywhere."""
    return one != other and other not in made_one and one not in made_other


def independent(gave: Iterable[Stewardship], now: datetime) -> bool:
    """Whether two of them are stewards of two communities, each for long enough, and neither made the other one."""
    known = list(gave)
    made = {(one.steward, one.made_by) for one in known}
    old = [one for one in known if one.since + STEWARD_FOR <= now]
    return any(
        a.steward != b.steward
        and a.community != b.community
        and (a.steward, b.steward) not in made
        and (b.steward, a.steward) not in made
        for a, b in combinations(old, 2)
    )
